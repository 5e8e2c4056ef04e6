package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NonDominatedSortingTest {

  @Test
  void noPointHasNoRank() {
    assertThat(NonDominatedSorting.ranks(new double[0][])).isEmpty();
    assertThat(NonDominatedSorting.ranks(new double[0][], new double[0])).isEmpty();
  }

  @Test
  void oneObjectiveRanksByDistinctValues() {
    assertThat(NonDominatedSorting.ranks(new double[][] {{3}, {1}, {3}, {-7}, {1}}))
        .containsExactly(2, 1, 2, 0, 1);
  }

  @Test
  void negativeZeroIsZero() {
    for (int objectives = 1; objectives <= 4; objectives++) {
      double[] zero = new double[objectives];
      double[] negative = new double[objectives];
      Arrays.fill(negative, -0.0);
      assertThat(NonDominatedSorting.ranks(new double[][] {zero, negative, zero}))
          .containsExactly(0, 0, 0);
    }
  }

  @Test
  void infiniteValuesAreCompared() {
    double infinite = Double.POSITIVE_INFINITY;
    double[][] points = {{infinite, 1, 1}, {infinite, infinite, infinite}, {-infinite, 1, 1}};
    assertThat(NonDominatedSorting.ranks(points)).containsExactly(1, 2, 0);
  }

  @Property(tries = 400, seed = "41")
  void agreesWithPeeling(
      @ForAll long seed,
      @ForAll @IntRange(max = 150) int count,
      @ForAll @IntRange(max = 6) int objectives,
      @ForAll @IntRange(min = 1, max = 60) int levels) {
    double[][] points = PlainSorting.points(seed, count, objectives, levels);
    assertThat(NonDominatedSorting.ranks(points)).isEqualTo(PlainSorting.ranks(points));
  }

  /** Sets of several words and fronts of several blocks. */
  @Property(tries = 12, seed = "42")
  void agreesWithPeelingOfManyPoints(
      @ForAll long seed,
      @ForAll @IntRange(min = 600, max = 900) int count,
      @ForAll @IntRange(min = 2, max = 5) int objectives) {
    double[][] points = PlainSorting.points(seed, count, objectives, 200);
    assertThat(NonDominatedSorting.ranks(points)).isEqualTo(PlainSorting.ranks(points));
  }

  @Test
  void aChainHasAsManyFrontsAsPoints() {
    int n = 1000;
    for (int objectives = 1; objectives <= 4; objectives++) {
      double[][] chain = new double[n][objectives];
      IntStream.range(0, n).forEach(i -> Arrays.fill(chain[i], (i * 7) % n));
      assertThat(NonDominatedSorting.ranks(chain))
          .isEqualTo(IntStream.range(0, n).map(i -> (i * 7) % n).toArray());
    }
  }

  @Property(tries = 300, seed = "43")
  void agreesWithPeelingByConstrainedDominance(
      @ForAll long seed,
      @ForAll @IntRange(max = 80) int count,
      @ForAll @IntRange(min = 1, max = 4) int objectives,
      @ForAll @IntRange(min = 1, max = 6) int violationLevels) {
    double[][] points = PlainSorting.points(seed, count, objectives, 10);
    double[] violations =
        NonDominatedSorting.column(PlainSorting.points(seed + 1, count, 1, violationLevels), 0);
    int[] expected =
        PlainSorting.ranks(
            count,
            (a, b) ->
                violations[a] == violations[b]
                    ? ParetoFront.dominates(points[a], points[b])
                    : violations[a] < violations[b]);
    assertThat(NonDominatedSorting.ranks(points, violations)).isEqualTo(expected);
  }

  @Test
  void leavesThePointsAsTheyAre() {
    double[][] points = PlainSorting.points(3, 50, 3, 9);
    double[][] copy = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
    NonDominatedSorting.ranks(points);
    assertThat(points).isDeepEqualTo(copy);
  }

  @Test
  void refusesWhatCannotBeCompared() {
    assertThatThrownBy(() -> NonDominatedSorting.ranks(new double[][] {{1, 2}, {1, 2, 3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Point [1.0, 2.0, 3.0] does not have the 2 objectives of the first");
    assertThatThrownBy(() -> NonDominatedSorting.ranks(new double[][] {{1, Double.NaN}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Point [1.0, NaN] has the value NaN");
  }

  @Test
  void refusesImpossibleViolations() {
    double[][] points = {{1, 2}, {2, 1}};
    assertThatThrownBy(() -> NonDominatedSorting.ranks(points, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 points do not go with 1 violations");
    assertThatThrownBy(() -> NonDominatedSorting.ranks(points, new double[] {0, -1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A violation is -1.0");
    assertThatThrownBy(() -> NonDominatedSorting.ranks(points, new double[] {0, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A violation is NaN");
  }
}
