package io.quarry.predict;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * How much of each predictor a combination takes: greedy selection with replacement of the one that
 * lowers the error most (Caruana et al. 2004), which gives non-negative shares that sum to 1, most
 * of them 0. The error is the mean absolute one on the labels' scale, which no single row
 * dominates.
 */
final class Shares {
  private static final int PICKS = 10;

  private Shares() {}

  /**
   * The shares.
   *
   * @param mean each predictor's predictions of rows that it had not seen
   * @param counts the rows to go by
   */
  static double[] of(LabelScale scale, double[][] mean, double[] labels, IntPredicate counts) {
    int n = labels.length;
    double[] y = scale.scaled(labels);
    double[][] predicted = new double[mean.length][];
    Arrays.setAll(predicted, k -> scale.scaledWithin(mean[k]));
    double[] sum = new double[n];
    double[] shares = new double[mean.length];
    for (int picked = 0; picked < PICKS; picked++) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < mean.length; k++) {
        double error = 0;
        for (int i = 0; i < n; i++) {
          if (counts.test(i)) {
            error += Math.abs((sum[i] + predicted[k][i]) / (picked + 1) - y[i]);
          }
        }
        if (error < least) {
          least = error;
          best = k;
        }
      }
      shares[best] += 1.0 / PICKS;
      Kernels.add(1, predicted[best], sum);
    }
    return shares;
  }

  /** Predictions of each fold's rows by the shares that the other folds' rows give. */
  static double[] combineUnseen(
      LabelScale scale, double[][] mean, double[] labels, int[] fold, int folds) {
    double[] combined = new double[labels.length];
    for (int f = 0; f < folds; f++) {
      int held = f;
      double[] shares = of(scale, mean, labels, i -> fold[i] != held);
      for (int i = 0; i < labels.length; i++) {
        if (fold[i] == f) {
          for (int k = 0; k < shares.length; k++) {
            combined[i] += shares[k] * mean[k][i];
          }
        }
      }
    }
    return combined;
  }

  /**
   * Whether one predictor errs less than another by more than chance: by a share of the other's
   * error, and by a standard error of the rows' differences.
   */
  static boolean errsLess(
      LabelScale scale, double[] mean, double[] than, double[] labels, double share) {
    int n = labels.length;
    double[] y = scale.scaled(labels);
    double[] one = scale.scaledWithin(mean);
    double[] other = scale.scaledWithin(than);
    double error = 0;
    double gain = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double difference = Math.abs(other[i] - y[i]) - Math.abs(one[i] - y[i]);
      error += Math.abs(other[i] - y[i]) / n;
      gain += difference / n;
      squares += difference * difference;
    }
    double standardError = Math.sqrt(Math.max(0, squares / n - gain * gain) / n);
    return gain > Math.max(share * error, standardError);
  }
}
