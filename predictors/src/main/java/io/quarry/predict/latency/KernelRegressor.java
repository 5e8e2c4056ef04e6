package io.quarry.predict.latency;

import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Predicts the milliseconds of kernels of one kind from their features, by relative error.
 *
 * <p>A smooth trunk (a median, a sum of costs, or such a sum bent by a polynomial, whichever errs
 * least on rows held out) is corrected by boosted trees for absolute error on the logarithm, as
 * many as help on rows held out. The model is the geometric mean of five, each of which learned
 * from four fifths of the rows; what each says of the last fifth is how the error is known.
 *
 * <p>Immutable, thread-safe and serializable.
 */
public final class KernelRegressor implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The relative spread of what was measured once: nothing tells it, and it is not small. */
  private static final double UNKNOWN_SPREAD = 1;

  private final KernelKind kind;
  private final Member[] members;
  private final double spread;

  /** Null when there was a single row. */
  private final LatencyQuality heldOut;

  private KernelRegressor(
      KernelKind kind, Member[] members, double spread, LatencyQuality heldOut) {
    this.kind = kind;
    this.members = members;
    this.spread = spread;
    this.heldOut = heldOut;
  }

  /** A trunk and the trees that correct it; these know the trunk's answer as their last feature. */
  record Member(Trunk trunk, List<RegressionTree> trees) implements Serializable {
    Member {
      trees = List.copyOf(trees);
    }

    double logMs(double[] row) {
      double sum = trunk.logMs(row);
      double[] more = Arrays.copyOf(row, row.length + 1);
      more[row.length] = sum;
      for (int t = 0; t < trees.size(); t++) {
        sum += trees.get(t).value(more);
      }
      return sum;
    }
  }

  /**
   * Learns. 14,000 rows of 20 features take some seconds of one core.
   *
   * @param kernels at least one, all of one kind; repeats count as one with the median of its times
   * @param seeds whatever is drawn comes from them alone
   */
  public static KernelRegressor fit(List<TimedKernel> kernels, Seeds seeds) {
    return fit(kernels, seeds, new HashMap<>());
  }

  /**
   * What each kernel is predicted by a regressor that did not learn from it: where this is far from
   * its time, more of its like are worth timing. As costly as {@link #fit}.
   *
   * @return by kernel, milliseconds; empty when all rows are one kernel
   */
  public static Map<FusedKernel, Double> heldOutMs(List<TimedKernel> kernels, Seeds seeds) {
    Map<FusedKernel, Double> heldOutMs = new LinkedHashMap<>();
    fit(kernels, seeds, heldOutMs);
    return Collections.unmodifiableMap(heldOutMs);
  }

  /**
   * Learns, and tells what it thinks of its own rows.
   *
   * @param heldOutMs gets what each kernel is predicted without it, unless it was the only one
   */
  static KernelRegressor fit(
      List<TimedKernel> kernels, Seeds seeds, Map<FusedKernel, Double> heldOutMs) {
    DistinctKernels rows = DistinctKernels.of(kernels, seeds);
    if (rows.size() == 1) {
      Member only = new Member(Trunk.Constant.fit(rows.rows, rows.ms), List.of());
      return new KernelRegressor(rows.kind(), new Member[] {only}, UNKNOWN_SPREAD, null);
    }
    CrossFit fit = new CrossFit(rows, seeds.child("trees"));
    double[] predicted = fit.heldOutMs();
    double[] errors = new double[predicted.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(predicted[i] / rows.ms[i] - 1);
      heldOutMs.put(rows.kernels.get(i), predicted[i]);
    }
    return new KernelRegressor(
        rows.kind(),
        fit.members(),
        Robust.deviation(errors),
        LatencyQuality.of(predicted, rows.ms));
  }

  /** What it learned. */
  public KernelKind kind() {
    return kind;
  }

  /** The agreement with rows that were held out; empty when all rows were alike. */
  public Optional<LatencyQuality> heldOut() {
    return Optional.ofNullable(heldOut);
  }

  /**
   * Predicts a kernel of this kind, in some microseconds. The spread is relative to the latency and
   * the same for all kernels of a kind.
   */
  public LatencyEstimate predict(FusedKernel kernel) {
    return estimate(latencyMs(kernel));
  }

  /** An estimate of that many milliseconds, with the spread of this regressor. */
  LatencyEstimate estimate(double latencyMs) {
    return new LatencyEstimate(latencyMs, spread * latencyMs);
  }

  private double latencyMs(FusedKernel kernel) {
    if (!kernel.kind().equals(kind)) {
      throw new IllegalArgumentException(
          "A regressor for %s cannot predict %s".formatted(kind, kernel));
    }
    double sum = 0;
    for (Member member : members) {
      sum += member.logMs(kernel.row());
    }
    return Math.exp(sum / members.length);
  }
}
