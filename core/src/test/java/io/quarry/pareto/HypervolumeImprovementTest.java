package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HypervolumeImprovementTest {

  /** Worked by hand: of the point's box of 3 x 3 cells the front dominates all but 2. */
  @Test
  void isTheAreaThatOnlyThePointDominates() {
    double[][] front = {{2, 4}, {4, 2}, {3, 3}};
    HypervolumeImprovement improvement = HypervolumeImprovement.of(front, new double[] {5, 5});
    assertThat(improvement.of(new double[] {2, 2})).isEqualTo(3);
    assertThat(improvement.of(new double[] {2, 4})).isZero();
    assertThat(improvement.of(new double[] {1, 4.5})).isEqualTo(0.5);
    assertThat(improvement.of(new double[] {4.5, 1})).isEqualTo(0.5);
  }

  @Test
  void aPointThatIsNotBetterThanTheReferenceImprovesNothing() {
    HypervolumeImprovement improvement =
        HypervolumeImprovement.of(new double[0][], new double[] {1, 1});
    assertThat(improvement.of(new double[] {1, -5})).isZero();
    assertThat(improvement.of(new double[] {Double.NaN, 0})).isZero();
    assertThat(improvement.of(new double[] {0, 0})).isEqualTo(1);
  }

  @Property(tries = 400, seed = "61")
  void isTheDifferenceOfTwoHypervolumes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int objectives,
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(min = 2, max = 30) int levels) {
    double[][] front = PlainSorting.points(seed, count, objectives, levels + 2);
    double[] reference = new double[objectives];
    Arrays.fill(reference, levels);
    Hypervolume hypervolume = Hypervolume.of(reference);
    HypervolumeImprovement improvement = HypervolumeImprovement.of(front, reference);
    for (double[] point : PlainSorting.points(seed + 1, 5, objectives, levels + 1)) {
      double[][] both = Stream.concat(Stream.of(front), Stream.of(point)).toArray(double[][]::new);
      assertThat(improvement.of(point))
          .isEqualTo(hypervolume.volume(both) - hypervolume.volume(front));
    }
  }

  @Test
  void refusesFrontsThatDoNotFitTheReference() {
    assertThatThrownBy(
            () -> HypervolumeImprovement.of(new double[][] {{1, 2, 3}}, new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Point [1.0, 2.0, 3.0] does not have the 2 objectives of the reference point");
  }
}
