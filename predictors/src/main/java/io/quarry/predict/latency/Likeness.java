package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How alike two kernels are: of one kind or not, and how far their features lie apart. Distances
 * are between the features' logarithms, standardised by kind over the kernels that are known.
 * Immutable.
 */
final class Likeness implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A feature that hardly varies tells nothing. */
  private static final double LEAST_DEVIATION = 1e-9;

  private final TreeMap<String, Scale> scales = new TreeMap<>();

  /** What standardises the features of one kind. */
  private static final class Scale implements Serializable {
    private static final long serialVersionUID = 1L;
    final int place;
    final double[] means;

    /** Reciprocals of the deviations; 0 leaves a feature out. */
    final double[] factors;

    Scale(int place, double[] means, double[] factors) {
      this.place = place;
      this.means = means;
      this.factors = factors;
    }
  }

  /** A kernel as it is compared: the place of its kind, and its features. */
  static final class Point implements Serializable {
    private static final long serialVersionUID = 1L;
    final int kind;
    final double[] features;

    private Point(int kind, double[] features) {
      this.kind = kind;
      this.features = features;
    }

    /**
     * The mean squared distance of the features; infinite between kinds, 0 of a kernel to itself.
     */
    double squaredDistance(Point other) {
      if (kind != other.kind) {
        return Double.POSITIVE_INFINITY;
      }
      double sum = 0;
      for (int j = 0; j < features.length; j++) {
        double d = features[j] - other.features[j];
        sum += d * d;
      }
      return features.length == 0 ? 0 : sum / features.length;
    }
  }

  /**
   * Likeness among kernels.
   *
   * @param known distinct ones
   */
  static Likeness of(Collection<FusedKernel> known) {
    Map<String, List<FusedKernel>> byKind =
        known.stream()
            .collect(
                Collectors.groupingBy(k -> k.kind().name(), TreeMap::new, Collectors.toList()));
    Likeness likeness = new Likeness();
    byKind.forEach(
        (kind, kernels) -> likeness.scales.put(kind, scale(likeness.scales.size(), kernels)));
    return likeness;
  }

  private static Scale scale(int place, List<FusedKernel> kernels) {
    int features = kernels.get(0).row().length;
    double[] means = new double[features];
    double[] factors = new double[features];
    for (int j = 0; j < features; j++) {
      int feature = j;
      double[] column = kernels.stream().mapToDouble(k -> log(k.row()[feature])).sorted().toArray();
      double mean = Arrays.stream(column).average().orElseThrow();
      double squares = Arrays.stream(column).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / column.length);
      means[j] = mean;
      factors[j] = deviation > LEAST_DEVIATION ? 1 / deviation : 0;
    }
    return new Scale(place, means, factors);
  }

  /** The point of a kernel; a kind that no known kernel has is like no other. */
  Point point(FusedKernel kernel) {
    Scale scale = scales.get(kernel.kind().name());
    if (scale == null) {
      return new Point(-1, new double[0]);
    }
    double[] row = kernel.row();
    double[] standard = new double[row.length];
    int used = 0;
    for (int j = 0; j < row.length; j++) {
      if (scale.factors[j] > 0) {
        standard[used++] = (log(row[j]) - scale.means[j]) * scale.factors[j];
      }
    }
    return new Point(scale.place, Arrays.copyOf(standard, used));
  }

  /** A logarithm that has a value at 0 and below. */
  private static double log(double value) {
    return Math.signum(value) * Math.log1p(Math.abs(value));
  }
}
