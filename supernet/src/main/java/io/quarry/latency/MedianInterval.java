package io.quarry.latency;

import java.util.Arrays;

/**
 * A median and the confidence interval of it that order statistics give, whatever the distribution:
 * the interval from the k-th smallest to the k-th largest of n independent values misses the median
 * with probability 2 · P(Binomial(n, ½) &lt; k). (David and Nagaraja 2003, "Order Statistics",
 * section 7.1.)
 *
 * @param median the middle value, or the mean of the two
 * @param low the interval's lower end
 * @param high its upper end
 */
record MedianInterval(double median, double low, double high) {
  /** Most that the interval may miss the median. */
  private static final double RISK = 0.05;

  /** Of fewer values no interval misses the median that seldom. */
  static final int FEWEST = 6;

  /**
   * The interval of values.
   *
   * @param values at least {@link #FEWEST}, in any order
   */
  static MedianInterval of(double[] values) {
    if (values.length < FEWEST) {
      throw new IllegalArgumentException(
          "%d values are too few for an interval of their median".formatted(values.length));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int cut = cut(sorted.length);
    return new MedianInterval(quantile(sorted, 0.5), sorted[cut - 1], sorted[sorted.length - cut]);
  }

  /** The whole interval's width as a share of the median. */
  double relativeWidth() {
    return (high - low) / median;
  }

  /**
   * A quantile of sorted values, interpolated between the two next to it.
   *
   * @param share 0 to 1
   */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The largest k with 2 · P(Binomial(n, ½) &lt; k) at most the risk. */
  private static int cut(int n) {
    double probability = Math.pow(0.5, n);
    double below = 0;
    int k = 0;
    while (2 * (below + probability) <= RISK) {
      below += probability;
      probability *= (double) (n - k) / (k + 1);
      k++;
    }
    return k;
  }
}
