package io.quarry.format;

/**
 * Squared rounding errors of a grid. The sums run in {@link #LANES} lanes, for the compiler
 * vectorises element-wise additions but keeps the order of a plain sum.
 */
final class SquaredError {
  private static final int LANES = 256;

  private SquaredError() {}

  static double of(IntegerFormat format, Grid grid, float[] values, int from, int to) {
    float scale = grid.scale();
    float low = format.minCode() - grid.zeroPoint();
    float high = format.maxCode() - grid.zeroPoint();
    float[] sums = new float[LANES];
    for (int start = from; start < to; start += LANES) {
      int length = Math.min(LANES, to - start);
      for (int j = 0; j < length; j++) {
        float value = values[start + j];
        float clipped = Math.max(low, Math.min(high, value / scale));
        float error = ((clipped + Quantizer.ROUND) - Quantizer.ROUND) * scale - value;
        sums[j] += error * error;
      }
    }
    return sum(sums);
  }

  static double weighted(
      IntegerFormat format, Grid grid, float[] values, float[] weights, int from, int to) {
    float scale = grid.scale();
    float low = format.minCode() - grid.zeroPoint();
    float high = format.maxCode() - grid.zeroPoint();
    float[] sums = new float[LANES];
    for (int start = from; start < to; start += LANES) {
      int length = Math.min(LANES, to - start);
      for (int j = 0; j < length; j++) {
        float value = values[start + j];
        float clipped = Math.max(low, Math.min(high, value / scale));
        float error = ((clipped + Quantizer.ROUND) - Quantizer.ROUND) * scale - value;
        sums[j] += weights[start + j] * (error * error);
      }
    }
    return sum(sums);
  }

  private static double sum(float[] sums) {
    double total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }
}
