package io.quarry.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FLIQS, section 3.2, on distributions. */
class SwitchingErrorTest {
  private static final int SAMPLES = 50_000;
  private static final float STEP = 0.1f;
  private static final float LARGEST = 10;

  /** Below the threshold that is best for the coarser format alone. */
  @ParameterizedTest
  @CsvSource({
    "int4, int8, GAUSSIAN",
    "int4, int8, LAPLACE",
    "int4, int5, GAUSSIAN",
    "int6, int8, LAPLACE",
    "e2m1, e4m3, GAUSSIAN",
    "e2m1, e4m3, LAPLACE",
    "e2m1, int4, GAUSSIAN",
    "e2m3, e4m3, LAPLACE",
    "apot4, int8, GAUSSIAN"
  })
  void strongerClippingLowersTheErrorOfSwitchingAndRaisesThatOfClipping(
      String first, String second, Distributions distribution) {
    LevelFormat coarse = (LevelFormat) NumberFormat.parse(first);
    LevelFormat fine = (LevelFormat) NumberFormat.parse(second);
    float[] values = distribution.sample(SAMPLES, 1);
    float best = bestThreshold(coarse, values);
    assertThat(best).as("the best threshold is inside the range tried").isBetween(1f, 9.9f);
    for (float threshold = best; threshold > 0.5f; threshold -= STEP) {
      double here = SwitchingError.between(coarse, fine, threshold, values);
      double lower = SwitchingError.between(coarse, fine, threshold - STEP, values);
      assertThat(lower).as("switching at %.1f", threshold - STEP).isLessThan(here);
      assertThat(SwitchingError.clipping(threshold - STEP, values))
          .isGreaterThan(SwitchingError.clipping(threshold, values));
    }
  }

  @Test
  void atTheBestThresholdSwitchingAddsAboutTheCoarserFormatsRounding() {
    float[] values = Distributions.GAUSSIAN.sample(SAMPLES, 2);
    LevelFormat coarse = IntegerFormat.signed(4);
    float best = bestThreshold(coarse, values);
    double switching = SwitchingError.between(coarse, IntegerFormat.signed(8), best, values);
    double rounding = SwitchingError.rounding(coarse, best, values);
    assertThat(switching).isCloseTo(best / 7 / 4, within(0.05 * best / 7));
    assertThat(switching).isLessThan(rounding);
  }

  /** E max(0, |z| − t) of a Gaussian at 1: 2 (φ(1) − (1 − Φ(1))). */
  @Test
  void clippingErrorIsTheClosedForm() {
    float[] values = Distributions.GAUSSIAN.sample(SAMPLES, 3);
    assertThat(SwitchingError.clipping(1, values)).isCloseTo(0.16663, within(0.006));
  }

  @Test
  void aFormatThatStaysSwitchesNothing() {
    float[] values = Distributions.LAPLACE.sample(1000, 4);
    LevelFormat format = new FloatFormat(2, 1);
    assertThat(SwitchingError.between(format, format, 2, values)).isZero();
  }

  /** By mean squared error, as the paper's static optimum is. */
  private static float bestThreshold(LevelFormat format, float[] values) {
    float best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (float threshold = STEP; threshold < LARGEST; threshold += STEP) {
      Grid grid = format.grid(-threshold, threshold);
      double error = Quantizer.squaredError(format, grid, values, new float[0], 0, values.length);
      if (error < least) {
        least = error;
        best = threshold;
      }
    }
    return best;
  }
}
