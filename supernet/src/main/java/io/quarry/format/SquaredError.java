package io.quarry.format;

/**
 * Squared rounding errors of a grid. They are summed in {@link #LANES} lanes and read from a copy
 * at the lanes' own indices: the compiler vectorises such a loop, but no plain sum, whose order it
 * keeps, and no loop over shifted indices.
 */
final class SquaredError {
  private static final int LANES = 256;

  private SquaredError() {}

  static double of(IntegerFormat format, Grid grid, float[] values, int from, int to) {
    int width = Math.min(LANES, to - from);
    float[] lanes = new float[width];
    float[] sums = new float[width];
    for (int start = from; start < to; start += width) {
      int length = Math.min(width, to - start);
      System.arraycopy(values, start, lanes, 0, length);
      add(format, grid, lanes, length, sums);
    }
    return sum(sums);
  }

  static double weighted(
      IntegerFormat format, Grid grid, float[] values, float[] weights, int from, int to) {
    int width = Math.min(LANES, to - from);
    float[] lanes = new float[width];
    float[] factors = new float[width];
    float[] sums = new float[width];
    for (int start = from; start < to; start += width) {
      int length = Math.min(width, to - start);
      System.arraycopy(values, start, lanes, 0, length);
      System.arraycopy(weights, start, factors, 0, length);
      addWeighted(format, grid, lanes, factors, length, sums);
    }
    return sum(sums);
  }

  private static void add(
      IntegerFormat format, Grid grid, float[] values, int length, float[] sums) {
    float scale = grid.scale();
    float low = format.minCode() - grid.zeroPoint();
    float high = format.maxCode() - grid.zeroPoint();
    for (int i = 0; i < length; i++) {
      float value = values[i];
      float clipped = Math.max(low, Math.min(high, value / scale));
      float error = ((clipped + Quantizer.ROUND) - Quantizer.ROUND) * scale - value;
      sums[i] += error * error;
    }
  }

  private static void addWeighted(
      IntegerFormat format, Grid grid, float[] values, float[] weights, int length, float[] sums) {
    float scale = grid.scale();
    float low = format.minCode() - grid.zeroPoint();
    float high = format.maxCode() - grid.zeroPoint();
    for (int i = 0; i < length; i++) {
      float value = values[i];
      float clipped = Math.max(low, Math.min(high, value / scale));
      float error = ((clipped + Quantizer.ROUND) - Quantizer.ROUND) * scale - value;
      sums[i] += weights[i] * (error * error);
    }
  }

  private static double sum(float[] sums) {
    double total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }
}
