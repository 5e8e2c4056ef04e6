package io.quarry.replay;

import java.util.stream.DoubleStream;

/**
 * Median and quartiles, linear between order statistics (Hyndman and Fan 1996, type 7).
 *
 * @param low the lower quartile
 * @param high the upper quartile
 */
record Quartiles(double low, double median, double high) {

  /** Of one figure or more, of which some may be infinite. */
  static Quartiles of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    return new Quartiles(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    double rest = position - below;
    // Else infinity times zero would be no number.
    return rest == 0
        ? sorted[below]
        : sorted[below] == sorted[below + 1]
            ? sorted[below]
            : (1 - rest) * sorted[below] + rest * sorted[below + 1];
  }
}
