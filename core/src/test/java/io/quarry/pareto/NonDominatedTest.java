package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NonDominatedTest {

  @Test
  void noPointIsOnTheFrontOfNone() {
    assertThat(NonDominated.of(new double[0][])).isEmpty();
  }

  @Test
  void equalPointsAreOnTheFrontTogetherOrNotAtAll() {
    double[][] points = {{2, 1}, {1, 2}, {2, 2}, {-0.0, 9}, {1, 2}, {2, 2}, {0.0, 9}};
    assertThat(NonDominated.of(points)).containsExactly(3, 6, 1, 4, 0);
    assertThat(NonDominated.of(new double[][] {{}, {}})).containsExactly(0, 1);
  }

  @Property(tries = 400, seed = "43")
  void isRankZeroOfASorting(
      @ForAll long seed,
      @ForAll @IntRange(max = 200) int count,
      @ForAll @IntRange(max = 6) int objectives,
      @ForAll @IntRange(min = 1, max = 40) int levels) {
    double[][] points = PlainSorting.points(seed, count, objectives, levels);
    int[] ranks = NonDominatedSorting.ranks(points);
    int[] expected =
        IntStream.range(0, count)
            .filter(i -> ranks[i] == 0)
            .boxed()
            .sorted(Comparator.comparing(i -> points[i], Arrays::compare))
            .mapToInt(Integer::intValue)
            .toArray();
    assertThat(NonDominated.of(points)).containsExactly(expected);
  }
}
