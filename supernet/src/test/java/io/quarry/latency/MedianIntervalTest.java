package io.quarry.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  /** David and Nagaraja's table of the 95 % interval's ranks. */
  @Test
  void theRanksAreThoseOfTheBinomialDistribution() {
    assertThat(ranks(6)).containsExactly(1, 6);
    assertThat(ranks(9)).containsExactly(2, 8);
    assertThat(ranks(12)).containsExactly(3, 10);
    assertThat(ranks(20)).containsExactly(6, 15);
    assertThat(ranks(100)).containsExactly(40, 61);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    MedianInterval interval = MedianInterval.of(new double[] {6, 1, 5, 2, 4, 3});
    assertThat(interval.median()).isEqualTo(3.5);
    assertThat(interval.relativeWidth()).isCloseTo(5 / 3.5, within(1e-12));
  }

  @Test
  void itHoldsTheMedianOfASkewedDistributionAsOftenAsItSays() {
    RandomGenerator random = new Seeds(1).child("interval").generator();
    double median = Math.log(2);
    int held = 0;
    for (int trial = 0; trial < 2000; trial++) {
      MedianInterval interval =
          MedianInterval.of(
              IntStream.range(0, 15).mapToDouble(i -> random.nextExponential()).toArray());
      held += interval.low() <= median && median <= interval.high() ? 1 : 0;
    }
    // Ranks 4 and 12 of 15 hold it with probability 0.965; four standard deviations are 0.016.
    assertThat(held / 2000.0).isBetween(0.95, 0.98);
  }

  @Test
  void quantilesAreInterpolated() {
    double[] sorted = {0, 10, 20, 30, 40};
    assertThat(MedianInterval.quantile(sorted, 0)).isZero();
    assertThat(MedianInterval.quantile(sorted, 0.1)).isCloseTo(4, within(1e-12));
    assertThat(MedianInterval.quantile(sorted, 1)).isEqualTo(40);
  }

  @Test
  void ofTooFewThereIsNone() {
    assertThatThrownBy(() -> MedianInterval.of(new double[5]))
        .hasMessage("5 values are too few for an interval of their median");
  }

  private static int[] ranks(int n) {
    MedianInterval interval =
        MedianInterval.of(IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray());
    return new int[] {(int) interval.low(), (int) interval.high()};
  }
}
