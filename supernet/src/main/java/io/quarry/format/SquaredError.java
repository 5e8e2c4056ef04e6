package io.quarry.format;

/**
 * Squared rounding errors of a grid. They are summed in lanes and read from a copy at the lanes'
 * own indices: the compiler vectorises such a loop, but no plain sum, whose order it keeps, and no
 * loop over shifted indices.
 */
final class SquaredError {
  private static final int LANES = 256;

  private SquaredError() {}

  static double of(LevelFormat format, Grid grid, float[] values, int from, int to) {
    int width = Math.min(LANES, to - from);
    float[] lanes = new float[width];
    float[] levels = new float[width];
    float[] sums = new float[width];
    for (int start = from; start < to; start += width) {
      int length = Math.min(width, to - start);
      System.arraycopy(values, start, lanes, 0, length);
      round(format, grid, lanes, length, levels);
      add(lanes, levels, grid.scale(), length, sums);
    }
    return Rounding.sum(sums);
  }

  static double weighted(
      LevelFormat format, Grid grid, float[] values, float[] weights, int from, int to) {
    int width = Math.min(LANES, to - from);
    float[] lanes = new float[width];
    float[] levels = new float[width];
    float[] factors = new float[width];
    float[] sums = new float[width];
    for (int start = from; start < to; start += width) {
      int length = Math.min(width, to - start);
      System.arraycopy(values, start, lanes, 0, length);
      System.arraycopy(weights, start, factors, 0, length);
      round(format, grid, lanes, length, levels);
      addWeighted(lanes, levels, factors, grid.scale(), length, sums);
    }
    return Rounding.sum(sums);
  }

  private static void round(
      LevelFormat format, Grid grid, float[] values, int length, float[] levels) {
    float scale = grid.scale();
    for (int i = 0; i < length; i++) {
      levels[i] = values[i] / scale;
    }
    format.round(levels, length, grid.zeroPoint(), levels);
  }

  private static void add(float[] values, float[] levels, float scale, int length, float[] sums) {
    for (int i = 0; i < length; i++) {
      float error = levels[i] * scale - values[i];
      sums[i] += error * error;
    }
  }

  private static void addWeighted(
      float[] values, float[] levels, float[] weights, float scale, int length, float[] sums) {
    for (int i = 0; i < length; i++) {
      float error = levels[i] * scale - values[i];
      sums[i] += weights[i] * (error * error);
    }
  }
}
