package io.quarry.tactic;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A monotone map from an objective's values to the scale on which they are learned, and back.
 *
 * <p>The normal scores of the ranks tame values that a few useless candidates spread over orders of
 * magnitude (Salinas, Shen and Perrone 2020, "A quantile-based approach for hyperparameter transfer
 * learning", section 4).
 */
final class LabelWarp {
  /** Share of the values that tells how steeply the map goes on beyond the least and greatest. */
  private static final int TAIL = 10;

  /** Ascending and distinct; empty: the identity. */
  private final double[] values;

  private final double[] scores;

  private LabelWarp(double[] values, double[] scores) {
    this.values = values;
    this.scores = scores;
  }

  static LabelWarp identity() {
    return new LabelWarp(new double[0], new double[0]);
  }

  /** The normal scores of the values' ranks; of equal values the mean rank. */
  static LabelWarp ranks(double[] labels) {
    double[] sorted = labels.clone();
    Arrays.sort(sorted);
    double[] values = Arrays.stream(sorted).distinct().toArray();
    double[] scores = new double[values.length];
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    int from = 0;
    for (int i = 0; i < values.length; i++) {
      int to = from;
      while (to < sorted.length && sorted[to] == values[i]) {
        to++;
      }
      scores[i] = normal.inverseCumulativeProbability((from + to) / 2.0 / sorted.length);
      from = to;
    }
    return new LabelWarp(values, scores);
  }

  /** The scale's value of a label. */
  double apply(double label) {
    return values.length == 0 ? label : interpolate(values, scores, label);
  }

  /** The label of a value of the scale. */
  double invert(double score) {
    return values.length == 0 ? score : interpolate(scores, values, score);
  }

  private static double interpolate(double[] x, double[] y, double at) {
    int last = x.length - 1;
    if (last == 0) {
      return y[0];
    }
    int tail = Math.max(1, last / TAIL);
    if (at <= x[0]) {
      return y[0] + (at - x[0]) * (y[tail] - y[0]) / (x[tail] - x[0]);
    }
    if (at >= x[last]) {
      int near = last - tail;
      return y[last] + (at - x[last]) * (y[last] - y[near]) / (x[last] - x[near]);
    }
    int found = Arrays.binarySearch(x, at);
    int right = found >= 0 ? found : -found - 1;
    if (x[right] == at) {
      return y[right];
    }
    double share = (at - x[right - 1]) / (x[right] - x[right - 1]);
    return y[right - 1] + share * (y[right] - y[right - 1]);
  }
}
