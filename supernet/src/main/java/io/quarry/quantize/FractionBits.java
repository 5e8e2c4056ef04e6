package io.quarry.quantize;

import io.quarry.format.CodeFormat;
import io.quarry.format.Grid;
import java.util.List;

/** How far to the left the codes of a layer's weights may be moved: see {@link QuantizedLayer}. */
final class FractionBits {
  private FractionBits() {}

  /**
   * As many as leave the codes in 8 bits, the sum of two products in 16, as kernels for AVX2 keep
   * it, and every bias below {@code maxBias}; none where the weights' zero points may move.
   *
   * @param formats of an integer layer
   * @param weights one grid, or one a channel
   */
  static int of(
      LayerFormats formats,
      List<Grid> weights,
      float[] bias,
      float activationScale,
      float maxBias) {
    CodeFormat codes = (CodeFormat) formats.weights();
    CodeFormat inputs = (CodeFormat) formats.activations();
    if (codes.hasOffset()) {
      return 0;
    }
    int largestInput = Math.max(-inputs.minCode(), inputs.maxCode());
    int bits = 0;
    while (codes.minCode() << (bits + 1) >= Byte.MIN_VALUE
        && codes.maxCode() << (bits + 1) <= Byte.MAX_VALUE
        && productsFit(codes, bits + 1, largestInput)
        && biasesFit(weights, bias, Math.scalb(activationScale, -bits - 1), maxBias)) {
      bits++;
    }
    return bits;
  }

  private static boolean productsFit(CodeFormat codes, int bits, int largestInput) {
    int largest = Math.max(-codes.minCode(), codes.maxCode()) << bits;
    return 2 * largest * largestInput <= Short.MAX_VALUE;
  }

  private static boolean biasesFit(List<Grid> weights, float[] bias, float unit, float maxBias) {
    for (int channel = 0; channel < bias.length; channel++) {
      Grid grid = weights.get(weights.size() == 1 ? 0 : channel);
      if (Math.abs(bias[channel]) / unit / grid.scale() > maxBias) {
        return false;
      }
    }
    return true;
  }
}
