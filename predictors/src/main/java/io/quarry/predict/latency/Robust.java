package io.quarry.predict.latency;

import java.util.Arrays;

/** Statistics that a few measurements gone wrong do not move. */
final class Robust {
  /** The share of a normal distribution within one standard deviation. */
  private static final double WITHIN_ONE_DEVIATION = 0.6827;

  /** The median of absolute normal errors is 1/1.4826 of their standard deviation. */
  private static final double DEVIATION_PER_MEDIAN = 1.4826;

  /** No fit is believed to be more exact than this, relative. */
  private static final double LEAST_DEVIATION = 1e-3;

  private Robust() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return medianOfSorted(sorted, sorted.length);
  }

  /** The median of the first {@code n}. */
  static double medianOfSorted(double[] sorted, int n) {
    return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
  }

  /** The weights of Huber's estimator: 1 up to one deviation, then falling with the error. */
  static double[] huberWeights(double[] errors) {
    double[] sizes = Arrays.stream(errors).map(Math::abs).toArray();
    double deviation = Math.max(DEVIATION_PER_MEDIAN * median(sizes), LEAST_DEVIATION);
    return Arrays.stream(sizes).map(e -> Math.min(1, deviation / e)).toArray();
  }

  /**
   * What a new error stays below with the probability of one standard deviation, from absolute
   * errors like it: the rank counts the new one too (split conformal prediction, Lei et al. 2018).
   * The greatest where there are too few.
   */
  static double deviation(double[] absoluteErrors) {
    double[] sorted = absoluteErrors.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(WITHIN_ONE_DEVIATION * (sorted.length + 1));
    return sorted[Math.min(rank, sorted.length) - 1];
  }
}
