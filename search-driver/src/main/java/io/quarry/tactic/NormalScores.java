package io.quarry.tactic;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The normal scores of the ranks tame values that a few useless candidates spread over orders of
 * magnitude (Salinas, Shen and Perrone 2020, "A quantile-based approach for hyperparameter transfer
 * learning", section 4).
 */
final class NormalScores implements LabelWarp {
  /** Share of the values that tells how steeply the map goes on beyond the least and greatest. */
  private static final int TAIL = 10;

  /** Ascending and distinct. */
  private final double[] values;

  private final double[] scores;

  private NormalScores(double[] values, double[] scores) {
    this.values = values;
    this.scores = scores;
  }

  /** The scores of the values' ranks; of equal values the mean rank. */
  static NormalScores of(double[] labels) {
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
    return new NormalScores(values, scores);
  }

  @Override
  public double apply(double label) {
    return interpolate(values, scores, label);
  }

  @Override
  public double invert(double scaled) {
    return interpolate(scores, values, scaled);
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
