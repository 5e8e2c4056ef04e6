package io.quarry.quantize;

import io.quarry.format.Grid;
import io.quarry.format.IntegerFormat;
import io.quarry.format.Quantizer;

/**
 * Shrinks the min-max range to where the squared rounding and clipping errors sum to the least: a
 * grid search over {@value #STEPS} factors from 1 downwards. Nagel et al. 2021, "A White Paper on
 * Neural Network Quantization", equation 13. Never worse than {@link MinMax} by its own measure.
 */
public record MeanSquaredError() implements Calibrator {
  static final String TEXT = "mse";

  /** Down to an eighth of the range: the best 2-bit range of a Gaussian is a quarter of it. */
  private static final int STEPS = 36;

  private static final float STEP = 0.025f;
  private static final float[] UNWEIGHTED = {};

  @Override
  public Range range(ActivationStatistics statistics, IntegerFormat format) {
    float[] centres = statistics.centres();
    return best(statistics.range(), format, centres, statistics.counts(), 0, centres.length);
  }

  @Override
  public Range range(float[] values, int from, int to, IntegerFormat format) {
    return best(MinMax.of(values, from, to), format, values, UNWEIGHTED, from, to);
  }

  @Override
  public String text() {
    return TEXT;
  }

  private static Range best(
      Range full, IntegerFormat format, float[] values, float[] weights, int from, int to) {
    Range best = full;
    double least = Double.POSITIVE_INFINITY;
    for (int step = 0; step < STEPS; step++) {
      Range range = full.scaled(1 - step * STEP);
      Grid grid = format.grid(range.min(), range.max());
      double error = Quantizer.squaredError(format, grid, values, weights, from, to);
      if (error < least) {
        least = error;
        best = range;
      }
    }
    return best;
  }
}
