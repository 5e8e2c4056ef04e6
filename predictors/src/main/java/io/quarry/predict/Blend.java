package io.quarry.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A weighted mean of predictors. Its spread is that of the mixture: the members' own and how far
 * they are from each other.
 */
final class Blend implements Predictor {
  private final List<Part> parts;

  /**
   * A member.
   *
   * @param share positive; the members' shares sum to 1
   */
  record Part(double share, Predictor predictor) {}

  private Blend(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** The blend; members over one kernel become one, so that its sums are computed once. */
  static Predictor of(List<Part> parts) {
    List<Part> kernels = new ArrayList<>();
    List<Part> others = new ArrayList<>();
    parts.forEach(part -> (part.predictor() instanceof KernelModel ? kernels : others).add(part));
    kernels.sort((a, b) -> Boolean.compare(isLinear(a), isLinear(b)));
    if (kernels.size() > 1) {
      others.add(0, merged(kernels));
    } else {
      others.addAll(kernels);
    }
    return others.size() == 1 ? others.get(0).predictor() : new Blend(others);
  }

  private static boolean isLinear(Part part) {
    return ((KernelModel) part.predictor()).isLinear();
  }

  private static Part merged(List<Part> kernels) {
    double share = kernels.stream().mapToDouble(Part::share).sum();
    KernelModel sum = (KernelModel) kernels.get(0).predictor();
    sum = sum.times(kernels.get(0).share() / share);
    for (Part part : kernels.subList(1, kernels.size())) {
      sum = sum.plus((KernelModel) part.predictor(), part.share() / share);
    }
    return new Part(share, sum);
  }

  @Override
  public void predict(double[][] rows, double[] mean, double[] spread) {
    int n = rows.length;
    double[][] means = new double[parts.size()][n];
    double[] own = new double[n];
    double[] variance = new double[n];
    Arrays.fill(mean, 0);
    for (int k = 0; k < parts.size(); k++) {
      double share = parts.get(k).share();
      parts.get(k).predictor().predict(rows, means[k], own);
      for (int i = 0; i < n; i++) {
        mean[i] += share * means[k][i];
        variance[i] += share * own[i] * own[i];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < parts.size(); k++) {
        double apart = means[k][i] - mean[i];
        variance[i] += parts.get(k).share() * apart * apart;
      }
      spread[i] = Math.sqrt(variance[i]);
    }
  }
}
