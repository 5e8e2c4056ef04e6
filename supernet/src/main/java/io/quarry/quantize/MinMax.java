package io.quarry.quantize;

import io.quarry.format.LevelFormat;

/** Covers everything that was seen. */
public record MinMax() implements Calibrator {
  static final String TEXT = "min-max";

  @Override
  public Range range(ActivationStatistics statistics, LevelFormat format) {
    return statistics.range();
  }

  @Override
  public Range range(float[] values, int from, int to, LevelFormat format) {
    return of(values, from, to);
  }

  @Override
  public String text() {
    return TEXT;
  }

  static Range of(float[] values, int from, int to) {
    float min = 0;
    float max = 0;
    for (int i = from; i < to; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    return new Range(min, max);
  }
}
