package io.quarry.predict;

import java.util.Arrays;

/**
 * How well predictions agree with what was measured.
 *
 * @param rows how many rows were compared
 * @param mapePercent mean absolute error relative to the measured value, in percent, over the rows
 *     whose measured value is farther from 0 than a thousandth of the largest one: near 0 a
 *     relative error says nothing. NaN when no row is left
 * @param kendallTau Kendall's τ-b, −1 … 1; 0 when either side is constant
 * @param spearmanRho Spearman's ρ, tied values sharing their mean rank, −1 … 1; 0 when either side
 *     is constant
 */
public record PredictorQuality(
    int rows, double mapePercent, double kendallTau, double spearmanRho) {

  /** Measured values nearer to 0 than this share of the largest are left out of the MAPE. */
  private static final double NEAR_ZERO = 1e-3;

  /**
   * Compares predictions with measured values, in O(n log n).
   *
   * @param predicted as long as {@code measured}, at least 2
   * @param measured the values that were to be predicted
   */
  public static PredictorQuality of(double[] predicted, double[] measured) {
    if (predicted.length != measured.length || predicted.length < 2) {
      throw new IllegalArgumentException(
          "%d predictions cannot be compared with %d values"
              .formatted(predicted.length, measured.length));
    }
    return new PredictorQuality(
        predicted.length,
        mapePercent(predicted, measured),
        kendallTau(predicted, measured),
        spearmanRho(predicted, measured));
  }

  private static double mapePercent(double[] predicted, double[] measured) {
    double largest = Arrays.stream(measured).map(Math::abs).max().orElseThrow();
    double sum = 0;
    int count = 0;
    for (int i = 0; i < measured.length; i++) {
      if (Math.abs(measured[i]) > NEAR_ZERO * largest) {
        sum += Math.abs((predicted[i] - measured[i]) / measured[i]);
        count++;
      }
    }
    return 100 * sum / count;
  }

  /** Knight 1966, "A computer method for calculating Kendall's tau with ungrouped data". */
  private static double kendallTau(double[] x, double[] y) {
    int n = x.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> {
          int byX = Double.compare(x[a] + 0.0, x[b] + 0.0);
          return byX != 0 ? byX : Double.compare(y[a] + 0.0, y[b] + 0.0);
        });
    double[] byX = new double[n];
    double[] yByX = new double[n];
    for (int i = 0; i < n; i++) {
      byX[i] = x[order[i]];
      yByX[i] = y[order[i]];
    }
    long pairs = (long) n * (n - 1) / 2;
    long tiedInX = tiedPairs(byX);
    long tiedInBoth = tiedPairs(byX, yByX);
    long discordant = sortCountingInversions(yByX, 0, n, new double[n]);
    long tiedInY = tiedPairs(yByX);
    double varied = Math.sqrt((double) (pairs - tiedInX) * (pairs - tiedInY));
    long difference = pairs - tiedInX - tiedInY + tiedInBoth - 2 * discordant;
    return varied == 0 ? 0 : Math.max(-1, Math.min(1, difference / varied));
  }

  private static long tiedPairs(double[] sorted) {
    return tiedPairs(sorted, sorted);
  }

  private static long tiedPairs(double[] x, double[] y) {
    long pairs = 0;
    long run = 0;
    for (int i = 1; i < x.length; i++) {
      run = x[i] == x[i - 1] && y[i] == y[i - 1] ? run + 1 : 0;
      pairs += run;
    }
    return pairs;
  }

  private static long sortCountingInversions(double[] values, int from, int to, double[] spare) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long inversions =
        sortCountingInversions(values, from, middle, spare)
            + sortCountingInversions(values, middle, to, spare);
    System.arraycopy(values, from, spare, from, to - from);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      if (left < middle && (right == to || spare[left] <= spare[right])) {
        values[i] = spare[left++];
      } else {
        values[i] = spare[right++];
        inversions += middle - left;
      }
    }
    return inversions;
  }

  private static double spearmanRho(double[] x, double[] y) {
    return correlation(ranks(x), ranks(y));
  }

  private static double[] ranks(double[] values) {
    double[] sorted = Arrays.stream(values).map(v -> v + 0.0).sorted().toArray();
    double[] rankOf = new double[sorted.length];
    for (int from = 0, to; from < sorted.length; from = to) {
      to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      Arrays.fill(rankOf, from, to, (from + to - 1) / 2.0);
    }
    return Arrays.stream(values)
        .map(value -> rankOf[Arrays.binarySearch(sorted, value + 0.0)])
        .toArray();
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xx == 0 || yy == 0 ? 0 : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  }
}
