package io.quarry.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.format.IntegerFormat.Offset;
import io.quarry.format.IntegerFormat.Sign;
import io.quarry.format.NumberFormat.Lowering;
import io.quarry.problem.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFormatTest {

  @ParameterizedTest
  @CsvSource({
    "int4, 4, SIGNED, SYMMETRIC, -8, 7",
    "int2, 2, SIGNED, SYMMETRIC, -2, 1",
    "int8, 8, SIGNED, SYMMETRIC, -128, 127",
    "int8-affine, 8, SIGNED, AFFINE, -128, 127",
    "uint3, 3, UNSIGNED, AFFINE, 0, 7",
    "uint5-symmetric, 5, UNSIGNED, SYMMETRIC, 0, 31"
  })
  void integerNamesTellBitsSignAndOffset(
      String name, int bits, Sign sign, Offset offset, int minCode, int maxCode) {
    NumberFormat parsed = NumberFormat.parse(name);
    IntegerFormat expected = new IntegerFormat(bits, sign, offset);
    assertThat(parsed).isEqualTo(expected);
    assertThat(parsed.name()).isEqualTo(name);
    assertThat(expected.minCode()).isEqualTo(minCode);
    assertThat(expected.maxCode()).isEqualTo(maxCode);
    assertThat(parsed.lowering()).isEqualTo(Lowering.EXACT);
  }

  @Test
  void float32HasThirtyTwoBits() {
    assertThat(NumberFormat.parse("float32")).isEqualTo(new Float32());
    assertThat(NumberFormat.parse("fp32")).isEqualTo(new Float32());
    assertThat(new Float32().bits()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "int44, int4",
    "flot32, float32",
    "e2m1m, e2m1",
    "uint9, uint8",
    "int4-afine, int4-affine",
    "INT8, int8"
  })
  void unknownNameIsAnErrorThatNamesTheNearest(String name, String nearest) {
    assertThatThrownBy(() -> NumberFormat.parse(name))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no number format \"%s\"", name)
        .hasMessageContaining("Maybe you mean %s? Known are float32", nearest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void otherBitsAreRefused(int bits) {
    assertThatThrownBy(() -> IntegerFormat.signed(bits))
        .hasMessage("An integer format has 2 to 8 bits, not %d", bits);
  }

  @Test
  void symmetricGridTakesTheSmallestScaleThatClipsNeitherEnd() {
    assertThat(IntegerFormat.signed(4).grid(-8, 3.5f)).isEqualTo(new Grid(1, 0));
    assertThat(IntegerFormat.signed(4).grid(-1, 14)).isEqualTo(new Grid(2, 0));
  }

  @Test
  void affineGridSpansTheRangeAndZero() {
    assertThat(IntegerFormat.unsigned(4).grid(-5, 10)).isEqualTo(new Grid(1, 5));
    assertThat(IntegerFormat.unsigned(4).grid(3, 15)).isEqualTo(new Grid(1, 0));
    assertThat(IntegerFormat.unsigned(4).grid(-15, -3)).isEqualTo(new Grid(1, 15));
    assertThat(new IntegerFormat(4, Sign.SIGNED, Offset.AFFINE).grid(-5, 10))
        .isEqualTo(new Grid(1, -3));
  }

  @Test
  void unsignedSymmetricGridSpansWhatIsPositive() {
    IntegerFormat format = new IntegerFormat(4, Sign.UNSIGNED, Offset.SYMMETRIC);
    assertThat(format.grid(-100, 30)).isEqualTo(new Grid(2, 0));
  }

  @Test
  void emptyRangeHasScaleOne() {
    assertThat(IntegerFormat.unsigned(8).grid(0, 0)).isEqualTo(new Grid(1, 0));
    assertThat(IntegerFormat.signed(8).grid(0, 0)).isEqualTo(new Grid(1, 0));
  }

  @Test
  void scaleMustBePositiveAndFinite() {
    assertThatThrownBy(() -> new Grid(Float.NaN, 0))
        .hasMessage("Scale NaN is not positive and finite");
  }

  @Test
  void everyFormatIsFoundByItsNameAlone() {
    assertThat(NumberFormat.all()).extracting(NumberFormat::name).doesNotHaveDuplicates();
    for (NumberFormat format : NumberFormat.all()) {
      assertThat(NumberFormat.parse(format.name())).isEqualTo(format);
      assertThat(format).hasToString(format.name());
      assertThat(format.source()).isNotBlank();
    }
  }
}
