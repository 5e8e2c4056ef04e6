package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.format.Grid;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FractionBitsTest {
  private static final float MAX_BIAS = 0x1p30f;

  /** −2^(b−1) may reach −128, and twice the product of the largest codes 32767. */
  @ParameterizedTest
  @CsvSource({
    "int8/uint8, 0",
    "int8/uint4, 0",
    "int5/uint8, 2",
    "int4/uint8, 3",
    "int4/uint4, 4",
    "int4/int8, 3",
    "int3/uint3, 5",
    "int2/uint2, 6",
    "ternary-mean/uint8, 6",
    "int4-affine/uint4, 0",
  })
  void codesMoveAsFarLeftAsKernelsAllow(String formats, int expected) {
    assertThat(bits(formats, 1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1e9, 0", "5e8, 1", "2e8, 2", "1e7, 5"})
  void biasesLeaveRoom(float bias, int expected) {
    assertThat(bits("int3/uint3", bias)).isEqualTo(expected);
  }

  private static int bits(String formats, float bias) {
    return FractionBits.of(
        LayerFormats.parse(formats),
        List.of(new Grid(1, 0), new Grid(2, 0)),
        new float[] {bias, bias},
        1,
        MAX_BIAS);
  }
}
