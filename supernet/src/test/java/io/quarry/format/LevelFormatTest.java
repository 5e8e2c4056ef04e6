package io.quarry.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.format.IntegerFormat.Sign;
import io.quarry.format.TernaryFormat.Centre;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats against published level sets. */
class LevelFormatTest {

  @ParameterizedTest
  @CsvSource({
    // OCP Microscaling Formats (MX) Specification 1.0, sections 5.3.1 to 5.3.3
    "e2m1, 6, 0.5, 15",
    "e2m3, 7.5, 0.125, 63",
    "e3m2, 28, 0.0625, 63",
    // OCP 8-bit Floating Point Specification 1.0, table 1
    "e4m3, 448, 0.001953125, 253",
    "e5m2, 57344, 1.52587890625e-5, 247",
    // Shen et al. 2024, table 1 (smallest subnormal given as 1.5e-2)
    "e3m4, 30, 0.015625, 253",
    // Liu et al. 2023, section 3.1: all codes finite
    "e3m0, 16, 0.25, 15",
    "e1m2, 3.5, 0.5, 15",
    "e4m1, 384, 0.0078125, 63"
  })
  void floatsEndWherePublishedAndHaveEveryLevel(
      String name, double max, double smallest, int levels) {
    LevelFormat format = (LevelFormat) NumberFormat.parse(name);
    double[] all = format.levels();
    assertThat(all).hasSize(levels);
    assertThat(all[levels - 1]).isEqualTo(max).isEqualTo(format.maxLevel(0));
    assertThat(all[0]).isEqualTo(-max).isEqualTo(format.minLevel(0));
    assertThat(all[levels / 2]).isZero();
    assertThat(all[levels / 2 + 1]).isEqualTo(smallest).isEqualTo(format.smallestStep());
  }

  @Test
  void e2m1HasThePublishedLevels() {
    assertThat(positive(new FloatFormat(2, 1))).containsExactly(0, 0.5, 1, 1.5, 2, 3, 4, 6);
  }

  @Test
  void withoutMantissaTheLevelsArePowersOfTwo() {
    assertThat(positive(new FloatFormat(3, 0))).containsExactly(0, 0.25, 0.5, 1, 2, 4, 8, 16);
  }

  @Test
  void bfloat16IsTheUpperHalfOfFloat32() {
    BFloat16 format = new BFloat16();
    double[] levels = format.levels();
    assertThat(levels).hasSize(2 * 0x7F7F + 1);
    assertThat(levels[levels.length - 1]).isEqualTo(0x1.fep127);
    float[] values = {1, 1 + 0x1p-8f, 1 + 0x3p-8f, 1.005f, Float.MAX_VALUE, 0x1p-133f, 0x1p-134f};
    format.round(values, values.length, 0, values);
    assertThat(values).containsExactly(1, 1, 1 + 0x1p-6f, 1 + 0x1p-7f, 0x1.fep127f, 0x1p-133f, 0);
  }

  /** Li et al. 2020, the lists of their code; divided by the largest as there. */
  @Test
  void additivePowersHaveTheLevelsOfTheirCode() {
    AdditivePowersFormat four = new AdditivePowersFormat(3, Sign.SIGNED);
    double[] levels = positive(four);
    double largest = levels[levels.length - 1];
    assertThat(Arrays.stream(levels).map(level -> level / largest).toArray())
        .containsExactly(new double[] {0, .1, .2, .3, .4, .6, .8, 1}, within(1e-12));
    assertThat(four.name()).isEqualTo("apot4");
    assertThat(positive(new AdditivePowersFormat(2, Sign.SIGNED))).containsExactly(0, 1, 2, 4);
    assertThat(new AdditivePowersFormat(5, Sign.UNSIGNED).levels()).hasSize(32);
    assertThat(four.unsigned().levels()).hasSize(16);
  }

  @Test
  void e1m2IsTheSymmetricGridOfFourBitsBitForBit() {
    FloatFormat floats = new FloatFormat(1, 2);
    IntegerFormat integers = IntegerFormat.signed(4);
    RandomGenerator random = new Seeds(1).generator();
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 200 ? (i - 100) / 8f : (float) (random.nextGaussian() * 3);
      values[i] = Math.max(values[i], -7);
    }
    float[] asFloats = Rounding.perTensor(floats, new Grid(2 * 0.7f, 0)).round(scaled(values));
    float[] asIntegers = Rounding.perTensor(integers, new Grid(0.7f, 0)).round(scaled(values));
    assertThat(asFloats).isEqualTo(asIntegers);
  }

  @Test
  void formatsThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> new FloatFormat(6, 1))
        .hasMessage("There is no floating-point format with 6 exponent and 1 mantissa bits");
    assertThatThrownBy(() -> new FloatFormat(1, 0)).hasMessageContaining("1 exponent and 0");
    assertThatThrownBy(() -> new AdditivePowersFormat(6, Sign.SIGNED))
        .hasMessage("Additive powers of two have 2 to 5 bits beside the sign, not 6");
  }

  /** P(|z| < 0.399) and P(|z| < 0.337) of a Gaussian: the zeros that its mean and median leave. */
  @ParameterizedTest
  @CsvSource({"MEAN, 0.310, 0.7979", "MEDIAN, 0.264, 0.6745"})
  void ternaryScaleIsTheCentreOfMagnitudes(Centre centre, double zeros, double scale) {
    RandomGenerator random = new Seeds(2).generator();
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    TernaryFormat format = new TernaryFormat(centre);
    Grid grid = format.grid(values, 0, values.length);
    assertThat(grid.scale()).isCloseTo((float) scale, within(0.01f));
    float[] rounded = Rounding.perTensor(format, grid).round(values);
    long count = IntStream.range(0, rounded.length).filter(i -> rounded[i] == 0).count();
    assertThat((double) count / rounded.length).isCloseTo(zeros, within(0.01));
  }

  @Test
  void ternaryScaleOfCountedNumbersIsThatOfTheNumbers() {
    float[] values = {-4, -1, 0, 2, 3};
    float[] counts = {1, 2, 0, 3, 1};
    float[] each = {-4, -1, -1, 2, 2, 2, 3};
    for (Centre centre : Centre.values()) {
      TernaryFormat format = new TernaryFormat(centre);
      assertThat(format.grid(values, counts)).isEqualTo(format.grid(each, 0, each.length));
    }
    assertThat(new TernaryFormat(Centre.MEDIAN).grid(each, 0, 7).scale()).isEqualTo(2);
  }

  private static double[] positive(LevelFormat format) {
    return Arrays.stream(format.levels()).filter(level -> level >= 0).toArray();
  }

  private static float[] scaled(float[] values) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * 0.7f;
    }
    return scaled;
  }
}
