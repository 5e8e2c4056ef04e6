package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.format.Distributions;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Rounding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signal to quantization noise at the scale of least squared error, against known figures. */
class SignalToNoiseTest {
  private static final int SAMPLES = 1 << 18;
  private static final int CHANNEL = 512;

  /**
   * A grid a channel. Figures of a prototype of LLM-FP4 (Liu et al. 2023), whose INT4 has no −8:
   * e1m2, bit for bit. Integers win on uniform numbers, floating point on all others.
   */
  @ParameterizedTest
  @CsvSource({
    "e2m1, GAUSSIAN, 19.27",
    "e1m2, GAUSSIAN, 18.99",
    "e2m1, LAPLACE, 17.84",
    "e1m2, LAPLACE, 15.82",
    "e2m1, UNIFORM, 20.13",
    "e1m2, UNIFORM, 23.55"
  })
  void fourBitsPerChannelKeepWhatIsKnown(String format, Distributions of, double expected) {
    assertThat(decibels(format, of, CHANNEL)).isCloseTo(expected, within(0.2));
  }

  /**
   * One grid for all. Figures of a prototype of APoT (Li et al. 2020) at its best threshold: powers
   * of two gain nothing from the fifth bit, additive ones do.
   */
  @ParameterizedTest
  @CsvSource({
    "e1m1, 13.25",
    "e2m0, 13.20",
    "apot3, 13.20",
    "e1m2, 18.86",
    "e3m0, 14.21",
    "apot4, 19.14",
    "e1m3, 24.28",
    "e4m0, 14.21",
    "apot5, 22.21"
  })
  void bestThresholdOfAGaussianKeepsWhatIsKnown(String format, double expected) {
    assertThat(decibels(format, Distributions.GAUSSIAN, SAMPLES)).isCloseTo(expected, within(0.1));
  }

  @Test
  void theSmallestCodeOfIntegersIsWorthSomething() {
    for (Distributions distribution : Distributions.values()) {
      assertThat(decibels("int4", distribution, CHANNEL))
          .isGreaterThan(decibels("e1m2", distribution, CHANNEL));
    }
  }

  /** E|x − Q(x)|² of a Gaussian in closed form: 5.79 dB and 4.97 dB. */
  @ParameterizedTest
  @CsvSource({"ternary-mean, 0.7978846", "ternary-median, 0.6744898"})
  void ternaryKeepsWhatTheClosedFormSays(String format, double scale) {
    double half = scale / 2;
    double density = Math.exp(-half * half / 2) / Math.sqrt(2 * Math.PI);
    double beyond = tail(half);
    double noise = 1 + 2 * (scale * scale * beyond - 2 * scale * density);
    assertThat(decibels(format, Distributions.GAUSSIAN, SAMPLES))
        .isCloseTo(-10 * Math.log10(noise), within(0.05));
  }

  /** P(z > x) of a Gaussian by the midpoint rule. */
  private static double tail(double x) {
    double sum = 0;
    double step = 1e-4;
    for (double at = x + step / 2; at < 8; at += step) {
      sum += Math.exp(-at * at / 2) * step;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  private static double decibels(String name, Distributions distribution, int channel) {
    LevelFormat format = (LevelFormat) NumberFormat.parse(name);
    float[] values = distribution.sample(SAMPLES, 1);
    Calibrator calibrator = new MeanSquaredError();
    float[] rounded = new float[values.length];
    for (int from = 0; from < values.length; from += channel) {
      int to = from + channel;
      Rounding.round(format, calibrator.grid(values, from, to, format), values, from, to, rounded);
    }
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < values.length; i++) {
      double error = rounded[i] - (double) values[i];
      signal += values[i] * (double) values[i];
      noise += error * error;
    }
    return 10 * Math.log10(signal / noise);
  }
}
