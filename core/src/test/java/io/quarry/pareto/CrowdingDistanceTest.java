package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CrowdingDistanceTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** Worked by hand: gaps over the front's ranges, which are 10 and 10. */
  @Test
  void sumsTheScaledGapsBetweenNeighbours() {
    double[][] points = {{0, 10}, {1, 8}, {2, 7}, {6, 3}, {10, 0}};
    assertThat(CrowdingDistance.of(points, new int[5]))
        .containsExactly(new double[] {INFINITE, 0.5, 1.0, 1.5, INFINITE}, Offset.offset(1e-12));
  }

  @Test
  void isMeasuredWithinAFront() {
    double[][] points = {{0, 10}, {5.1, 5.1}, {5, 5}, {10, 0}, {6, 6}};
    assertThat(CrowdingDistance.of(points, new int[] {0, 1, 0, 0, 2}))
        .containsExactly(INFINITE, 0, 2, INFINITE, 0);
  }

  @Test
  void anObjectiveInWhichAllAreEqualCountsForNothing() {
    double[][] points = {{0, 7, 2}, {1, 7, 1}, {2, 7, 0}};
    assertThat(CrowdingDistance.of(points, new int[3])).containsExactly(INFINITE, 2, INFINITE);
    assertThat(CrowdingDistance.of(new double[][] {{1, 1}, {1, 1}}, new int[2]))
        .containsExactly(0, 0);
  }

  @Test
  void nothingHasNoDistance() {
    assertThat(CrowdingDistance.of(new double[0][], new int[0])).isEmpty();
  }

  @Property(tries = 200, seed = "51")
  void agreesWithTheDefinition(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 90) int count,
      @ForAll @IntRange(min = 1, max = 5) int objectives) {
    double[][] points = PlainSorting.points(seed, count, objectives, 1 << 30);
    int[] ranks = NonDominatedSorting.ranks(points);
    double[] distances = CrowdingDistance.of(points, ranks);
    for (int i = 0; i < count; i++) {
      assertThat(distances[i]).isCloseTo(plain(points, ranks, i), Offset.offset(1e-9));
    }
  }

  /** Without ties: the nearest values above and below. */
  private static double plain(double[][] points, int[] ranks, int i) {
    double sum = 0;
    for (int j = 0; j < points[i].length; j++) {
      int objective = j;
      double value = points[i][j];
      double[] front =
          IntStream.range(0, ranks.length)
              .filter(k -> ranks[k] == ranks[i])
              .mapToDouble(k -> points[k][objective])
              .sorted()
              .toArray();
      double range = front[front.length - 1] - front[0];
      if (range > 0) {
        double below = Arrays.stream(front).filter(v -> v < value).max().orElse(-INFINITE);
        double above = Arrays.stream(front).filter(v -> v > value).min().orElse(INFINITE);
        sum += (above - below) / range;
      }
    }
    return sum;
  }
}
