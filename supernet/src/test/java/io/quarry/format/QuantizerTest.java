package io.quarry.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.format.IntegerFormat.Offset;
import io.quarry.format.IntegerFormat.Sign;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QuantizerTest {

  @Test
  void roundsHalfToEvenAndSaturatesLikeQuantizeLinear() {
    Quantizer quantizer = Quantizer.perTensor(IntegerFormat.unsigned(8), new Grid(2, 3));
    byte[] codes = quantizer.quantize(new float[] {1, 3, 5, -1, -100, 1000, 0});
    assertThat(codes).containsExactly(3, 5, 5, 3, 0, 255, 3);
    assertThat(quantizer.dequantize(codes)).containsExactly(0, 4, 4, 0, -6, 504, 0);
  }

  @Test
  void eachChannelHasItsGrid() {
    Quantizer quantizer =
        new Quantizer(IntegerFormat.signed(4), List.of(new Grid(1, 0), new Grid(0.5f, 0)));
    byte[] codes = quantizer.quantize(new float[] {2, -9, 2, -9});
    assertThat(codes).containsExactly(2, -8, 4, -8);
    assertThat(quantizer.dequantize(codes)).containsExactly(2, -8, 2, -4);
  }

  @Test
  void zeroPointOutsideTheFormatIsRefused() {
    assertThatThrownBy(() -> Quantizer.perTensor(IntegerFormat.signed(4), new Grid(1, 8)))
        .hasMessage("Zero point 8 is no code of int4");
  }

  @Test
  void squaredErrorIsTheSumOverPlainValues() {
    Quantizer quantizer = Quantizer.perTensor(IntegerFormat.signed(3), new Grid(0.3f, 0));
    float[] values = new float[1000];
    float[] weights = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i) * 2;
      weights[i] = i % 7;
    }
    float[] rounded = quantizer.dequantize(quantizer.quantize(values));
    double plain = 0;
    double weighted = 0;
    for (int i = 5; i < 990; i++) {
      double error = rounded[i] - values[i];
      plain += error * error;
      weighted += weights[i] * error * error;
    }
    Grid grid = quantizer.grid(0);
    CodeFormat format = quantizer.format();
    assertThat(Quantizer.squaredError(format, grid, values, new float[0], 5, 990))
        .isCloseTo(plain, within(1e-5 * plain));
    assertThat(Quantizer.squaredError(format, grid, values, weights, 5, 990))
        .isCloseTo(weighted, within(1e-5 * weighted));
  }

  @Property(seed = "1", tries = 300)
  void roundedNumbersStayAsTheyAre(@ForAll("quantizers") Quantizer quantizer, @ForAll int salt) {
    float[] once = round(quantizer, values(salt));
    assertThat(round(quantizer, once)).isEqualTo(once);
  }

  @Property(seed = "2", tries = 300)
  void roundingKeepsOrder(@ForAll("quantizers") Quantizer quantizer, @ForAll int salt) {
    float[] values = values(salt);
    Arrays.sort(values);
    assertThat(round(quantizer, values)).isSorted();
  }

  @Property(seed = "3", tries = 300)
  void insideTheRangeTheErrorIsAtMostHalfAStep(
      @ForAll("quantizers") Quantizer quantizer, @ForAll int salt) {
    float[] values = values(salt);
    float[] rounded = round(quantizer, values);
    Grid grid = quantizer.grid(0);
    float low = grid.scale() * (quantizer.format().minCode() - grid.zeroPoint());
    float high = grid.scale() * (quantizer.format().maxCode() - grid.zeroPoint());
    for (int i = 0; i < values.length; i++) {
      float inside = Math.max(low, Math.min(high, values[i]));
      assertThat(Math.abs(rounded[i] - inside)).isLessThanOrEqualTo(grid.scale() * 0.50001f);
    }
  }

  @Property(seed = "4", tries = 300)
  void zeroIsExact(@ForAll("quantizers") Quantizer quantizer) {
    assertThat(round(quantizer, new float[] {0, -0f})).containsExactly(0, 0);
  }

  @Provide
  Arbitrary<Quantizer> quantizers() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 8),
            Arbitraries.of(Sign.values()),
            Arbitraries.of(Offset.values()),
            Arbitraries.floats().between(-8, 2),
            Arbitraries.floats().between(0, 10))
        .as(
            (bits, sign, offset, min, span) -> {
              IntegerFormat format = new IntegerFormat(bits, sign, offset);
              return Quantizer.perTensor(format, format.grid(min, min + span));
            });
  }

  private static float[] round(Quantizer quantizer, float[] values) {
    return quantizer.dequantize(quantizer.quantize(values));
  }

  private static float[] values(int salt) {
    RandomGenerator random = new Seeds(salt).generator();
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 5);
    }
    return values;
  }
}
