package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RobustTest {
  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Robust.median(new double[] {9, 1, 2, 4})).isEqualTo(3);
    assertThat(Robust.median(new double[] {5, 7, 100})).isEqualTo(7);
  }

  @Test
  void normalErrorsHaveTheirStandardDeviation() {
    RandomGenerator random = new Seeds(5).generator();
    double[] errors =
        IntStream.range(0, 20_000).mapToDouble(i -> Math.abs(3 * random.nextGaussian())).toArray();
    assertThat(Robust.deviation(errors)).isCloseTo(3, within(0.08));
  }

  @Test
  void fewErrorsGiveTheGreatest() {
    assertThat(Robust.deviation(new double[] {0.1, 0.4})).isEqualTo(0.4);
    assertThat(Robust.deviation(new double[] {0.1, 0.2, 0.3, 0.4, 9})).isEqualTo(9);
    assertThat(Robust.deviation(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 9})).isEqualTo(0.5);
  }

  @Test
  void farErrorsCountInProportionToTheirDistance() {
    double[] weights = Robust.huberWeights(new double[] {1, -1, 1, -14.826});
    assertThat(weights[0]).isEqualTo(1);
    assertThat(weights[3]).isCloseTo(0.1, within(1e-12));
  }
}
