package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.format.IntegerFormat;
import io.quarry.format.Quantizer;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {
  private static final IntegerFormat UINT8 = IntegerFormat.unsigned(8);

  @ParameterizedTest
  @ValueSource(strings = {"min-max", "percentile:99.99", "percentile:100", "mse"})
  void textIsParsedBack(String text) {
    assertThat(Calibrator.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "minmax, There is no calibrator \"minmax\", use min-max",
    "percentile:x, Calibrator \"percentile:x\": x is no number, write percentile:99.99",
    "percentile:101, Percentile 101.0 is not above 50 and at most 100, 99.99"
  })
  void badTextIsAnErrorWithAdvice(String text, String message, String advice) {
    assertThatThrownBy(() -> Calibrator.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Maybe " + advice);
  }

  @Test
  void minMaxCoversEverythingAndZero() {
    float[] values = {3, 7, 5};
    assertThat(new MinMax().range(values, 0, 3, UINT8)).isEqualTo(new Range(0, 7));
    assertThat(new MinMax().range(values, 0, 1, UINT8)).isEqualTo(new Range(0, 3));
    assertThat(new MinMax().range(ActivationStatistics.of(FloatBuffer.wrap(values)), UINT8))
        .isEqualTo(new Range(0, 7));
  }

  @Test
  void percentileCutsTheOutermostNumbersOfEitherEnd() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 500;
    }
    assertThat(new Percentile(99).range(values, 0, 1000, UINT8)).isEqualTo(new Range(-490, 489));
    Range ofBins =
        new Percentile(99).range(ActivationStatistics.of(FloatBuffer.wrap(values)), UINT8);
    assertThat(ofBins.min()).isCloseTo(-490, within(1f));
    assertThat(ofBins.max()).isCloseTo(489, within(1f));
  }

  @Test
  void percentileOfFewNumbersCutsNone() {
    float[] values = {-1, 0, 5};
    assertThat(new Percentile(99.99).range(values, 0, 3, UINT8)).isEqualTo(new Range(-1, 5));
  }

  @Test
  void meanSquaredErrorClipsAnOutlier() {
    float[] values = gaussian(1, 1000);
    values[17] = 20;
    Range range = new MeanSquaredError().range(values, 0, 1000, IntegerFormat.signed(4));
    assertThat(range.max()).isBetween(2f, 12f);
  }

  /** Best steps for N(0, 1): 0.996 with four levels around 0, 1.224 with three (Max 1960). */
  @Test
  void meanSquaredErrorFindsTheStepOfAGaussianAtTwoBits() {
    float[] values = gaussian(5, 100_000);
    IntegerFormat format = IntegerFormat.signed(2);
    Range range = new MeanSquaredError().range(values, 0, values.length, format);
    assertThat(format.grid(range.min(), range.max()).scale()).isBetween(0.9f, 1.4f);
  }

  @Property(seed = "5", tries = 100)
  void meanSquaredErrorIsNeverWorseThanMinMax(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int bits) {
    float[] values = gaussian(seed, 200);
    IntegerFormat format = IntegerFormat.signed(bits);
    assertThat(error(new MeanSquaredError(), values, format))
        .isLessThanOrEqualTo(error(new MinMax(), values, format));
  }

  @Property(seed = "6", tries = 50)
  void meanSquaredErrorOfAHistogramIsNearThatOfTheNumbers(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int bits) {
    float[] values = gaussian(seed, 5000);
    IntegerFormat format = IntegerFormat.unsigned(bits);
    Range range =
        new MeanSquaredError().range(ActivationStatistics.of(FloatBuffer.wrap(values)), format);
    double error =
        Quantizer.squaredError(
            format, format.grid(range.min(), range.max()), values, new float[0], 0, values.length);
    assertThat(error).isLessThanOrEqualTo(error(new MeanSquaredError(), values, format) * 1.02);
  }

  private static double error(Calibrator calibrator, float[] values, IntegerFormat format) {
    Range range = calibrator.range(values, 0, values.length, format);
    return Quantizer.squaredError(
        format, format.grid(range.min(), range.max()), values, new float[0], 0, values.length);
  }

  private static float[] gaussian(long seed, int count) {
    RandomGenerator random = new Seeds(seed).generator();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
