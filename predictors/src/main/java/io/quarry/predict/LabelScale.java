package io.quarry.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scale on which labels are learned: as they are, or the logarithm of their distance to a bound
 * beyond the least or the greatest of them. Effects that multiply become sums on the logarithm, and
 * a value that saturates becomes one that does not.
 *
 * @param sign 0: as they are; 1: log(y − bound); −1: −log(bound − y)
 * @param bound what no label reaches
 * @param mean the mean of the labels on this scale
 * @param deviation their standard deviation
 */
record LabelScale(int sign, double bound, double mean, double deviation) {
  /** How far beyond the extreme label the bound is, as shares of the labels' range. */
  private static final double[] MARGINS = {0.1, 0.3, 1};

  /** In deviations from the mean. */
  private static final double FARTHEST = 10;

  /** The scales that the labels allow, the plain one first. */
  static List<LabelScale> of(double[] labels) {
    double least = Arrays.stream(labels).min().orElseThrow();
    double most = Arrays.stream(labels).max().orElseThrow();
    List<LabelScale> scales = new ArrayList<>();
    scales.add(standard(0, 0, labels));
    double range = most - least;
    for (double margin : MARGINS) {
      scales.add(standard(1, least - margin * range, labels));
      scales.add(standard(-1, most + margin * range, labels));
    }
    if (least > 0) {
      scales.add(standard(1, 0, labels));
    }
    // Labels that differ in their last bits alone leave no room for a logarithm.
    return scales.stream().filter(s -> Double.isFinite(s.mean) && s.deviation > 0).toList();
  }

  private static LabelScale standard(int sign, double bound, double[] labels) {
    LabelScale raw = new LabelScale(sign, bound, 0, 1);
    double[] values = raw.scaled(labels);
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new LabelScale(sign, bound, mean, Math.sqrt(squares / values.length));
  }

  double[] scaled(double[] labels) {
    return Arrays.stream(labels).map(this::scaled).toArray();
  }

  private double scaled(double label) {
    double raw = sign == 0 ? label : sign * Math.log(sign * (label - bound));
    return (raw - mean) / deviation;
  }

  /** The same for predictions, which may lie beyond the bound: they count as just before it. */
  double[] scaledWithin(double[] predictions) {
    if (sign == 0) {
      return scaled(predictions);
    }
    double nearest = bound + sign * Math.exp(sign * (mean - FARTHEST * sign * deviation));
    return Arrays.stream(predictions)
        .map(v -> sign > 0 ? Math.max(v, nearest) : Math.min(v, nearest))
        .map(this::scaled)
        .toArray();
  }

  /** Back to the unit of the labels. */
  double label(double scaled) {
    double raw = mean + deviation * scaled;
    return sign == 0 ? raw : bound + sign * Math.exp(sign * raw);
  }

  /** A small difference on this scale, at a scaled value, in the unit of the labels. */
  double spread(double scaled, double spread) {
    double raw = mean + deviation * scaled;
    return deviation * spread * (sign == 0 ? 1 : Math.exp(sign * raw));
  }

  /**
   * The sum of the logarithms of the derivative at the labels, which makes likelihoods comparable.
   */
  double logJacobian(double[] labels) {
    double sum = -labels.length * Math.log(deviation);
    if (sign != 0) {
      for (double label : labels) {
        sum -= Math.log(sign * (label - bound));
      }
    }
    return sum;
  }
}
