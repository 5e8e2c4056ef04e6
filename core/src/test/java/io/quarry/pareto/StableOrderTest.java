package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StableOrderTest {

  @Property(tries = 300, seed = "71")
  void agreesWithAComparator(
      @ForAll long seed,
      @ForAll @IntRange(max = 2000) int count,
      @ForAll @IntRange(min = 1, max = 3000) int levels,
      @ForAll @IntRange(max = 3) int spread) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] scales = {1, 1e-9, 1e300, 1e-300};
    double[] values =
        random.ints(count, -levels, levels).mapToDouble(v -> v * scales[spread]).toArray();
    assertSorted(values);
  }

  @Test
  void sortsValuesThatDifferInTheirLastBits() {
    double[] values = new double[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + Math.floorMod(i * 7919, 5000) * Math.ulp(1.0);
    }
    values[17] = 1e18;
    values[18] = Double.NEGATIVE_INFINITY;
    assertSorted(values);
  }

  @Test
  void sortsAPart() {
    for (int count : new int[] {20, 1000}) {
      double[] values = new SplittableRandom(count).doubles(count).toArray();
      int[] order = StableOrder.identity(count);
      StableOrder.sort(order, values, 5, count - 5);
      assertThat(order).startsWith(0, 1, 2, 3, 4).endsWith(count - 2, count - 1);
      assertThat(
              IntStream.of(order).skip(5).limit(count - 10).mapToDouble(i -> values[i]).toArray())
          .isSorted();
    }
  }

  private static void assertSorted(double[] values) {
    int[] expected =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] order = StableOrder.identity(values.length);
    StableOrder.sort(order, values);
    assertThat(order).isEqualTo(expected);
  }
}
