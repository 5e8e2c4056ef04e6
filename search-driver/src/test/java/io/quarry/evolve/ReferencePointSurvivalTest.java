package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencePointSurvivalTest {

  /** Table I of Deb and Jain 2014: (objectives, points); 3 to 5 in one layer, 8 to 15 in two. */
  @ParameterizedTest
  @CsvSource({"3, 92, 91", "5, 212, 210", "8, 156, 156", "10, 276, 275", "15, 136, 135"})
  void directionsAreThoseOfThePaper(int objectives, int population, int directions) {
    assertThat(ReferenceDirections.of(objectives, population))
        .hasDimensions(directions, objectives);
  }

  @Property(tries = 100, seed = "81")
  void directionsAreDistinctAndOfLengthOne(
      @ForAll @IntRange(min = 1, max = 9) int objectives,
      @ForAll @IntRange(min = 1, max = 120) int population) {
    double[][] directions = ReferenceDirections.of(objectives, population);
    assertThat(directions.length)
        .isBetween(Math.min(objectives, 1), Math.max(objectives, population));
    assertThat(Stream.of(directions).map(d -> DoubleStream.of(d).boxed().toList()).distinct())
        .hasSize(directions.length);
    for (double[] direction : directions) {
      assertThat(DoubleStream.of(direction).map(v -> v * v).sum())
          .isCloseTo(1, Offset.offset(1e-12));
      assertThat(DoubleStream.of(direction).min().orElseThrow()).isNotNegative();
    }
  }

  /** Three clusters on a front: each direction gets one, the nearest to it. */
  @Test
  void everyDirectionGetsItsNearest() {
    double[][] points = {
      {1, 0.02}, {0.98, 0.03}, {0.97, 0.04}, {0.5, 0.5}, {0.52, 0.49}, {0.03, 0.98}, {0.02, 1}
    };
    Standing standing =
        new ReferencePointSurvival(ReferenceDirections.of(2, 3)).standing(points, new double[7], 3);
    assertThat(standing.survivors()).containsExactlyInAnyOrder(0, 3, 6);
  }

  @Property(tries = 200, seed = "82")
  void betterFrontsSurviveBeforeWorseAndFeasibleBeforeInfeasible(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 1, max = 70) int count,
      @ForAll @IntRange(min = 1, max = 6) int objectives) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = new double[size][];
    double[] violations = new double[size];
    for (int i = 0; i < size; i++) {
      points[i] = random.ints(objectives, 0, 9).asDoubleStream().toArray();
      violations[i] = Math.max(0, random.nextInt(5) - 2);
    }
    Standing standing =
        Selection.REFERENCE_POINTS.survival(objectives, count).standing(points, violations, count);
    int[] survivors = standing.survivors();
    assertThat(survivors).doesNotHaveDuplicates().hasSize(Math.min(size, count));
    boolean[] survives = new boolean[size];
    int worst = 0;
    for (int survivor : survivors) {
      survives[survivor] = true;
      worst = Math.max(worst, standing.rank(survivor));
    }
    for (int i = 0; i < size; i++) {
      assertThat(survives[i] || standing.rank(i) >= worst).isTrue();
    }
  }

  @Test
  void anObjectiveThatDoesNotVaryDoesNoHarm() {
    double[][] points = {{0, 5, 1, 3}, {1, 4, 1, 3}, {2, 3, 1, 3}, {3, 2, 1, 3}, {4, 1, 1, 3}};
    Standing standing =
        Selection.REFERENCE_POINTS.survival(4, 3).standing(points, new double[5], 3);
    assertThat(standing.survivors()).hasSize(3).contains(0, 4);
  }

  @Test
  void suitsFourObjectivesAndMore() {
    assertThat(Selection.suitedTo(3)).isEqualTo(Selection.CROWDING);
    assertThat(Selection.suitedTo(4)).isEqualTo(Selection.REFERENCE_POINTS);
  }
}
