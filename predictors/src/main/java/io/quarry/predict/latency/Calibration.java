package io.quarry.predict.latency;

import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What turns the sums of kernels into the latency of a network: a constant, a factor for each kind,
 * and what kernels cost in each other's company. Immutable.
 */
final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_FOLDS = 5;

  /** Fewer networks correct nothing. */
  private static final int FEWEST_NETWORKS = 5;

  private static final int REWEIGHTINGS = 8;

  /** A richer form must lower the error to this share of the plainer one's. */
  private static final double WORTH_IT = 0.97;

  /** No form is worth less than this, in relative error: no clock tells it. */
  private static final double LEAST_GAIN = 1e-3;

  /** From the plainest to the richest. */
  private static final List<Form> FORMS =
      List.of(
          new Form(Factors.ONE, false, 1e-3),
          new Form(Factors.ONE, true, 1e-3),
          new Form(Factors.ONE_A_KIND, true, 1),
          new Form(Factors.ONE_A_KIND, true, 0.03),
          new Form(Factors.ONE_A_KIND, true, 1e-3));

  private final double constantMs;

  /** By kind, 0 or more. */
  private final double[] factors;

  private final Company company;

  /** What the spread of a sum is multiplied by. */
  private final double spreadFactor;

  /** Null when fewer than two networks were measured. */
  private final LatencyQuality heldOut;

  private Calibration(
      double constantMs,
      double[] factors,
      Company company,
      double spreadFactor,
      LatencyQuality heldOut) {
    this.constantMs = constantMs;
    this.factors = factors;
    this.company = company;
    this.spreadFactor = spreadFactor;
    this.heldOut = heldOut;
  }

  /** Which factors are free. */
  private enum Factors {
    ONE,
    ONE_A_KIND
  }

  /**
   * What is fitted.
   *
   * @param penalty of the squared distance of a factor from 1, and of the constant from 0 as a
   *     share of the median network, in squared relative errors of one network
   */
  private record Form(Factors factors, boolean constant, double penalty) {}

  /**
   * A measured network: by kind the sum of its kernels' milliseconds, that sum's spread, and what
   * it has of each kind.
   */
  static final class Network {
    final double[] sums;
    final double spreadMs;
    final double[] contents;
    final double ms;

    Network(double[] sums, double spreadMs, double[] contents, double ms) {
      this.contents = contents;
      this.sums = sums;
      this.spreadMs = spreadMs;
      this.ms = ms;
    }
  }

  /** Networks are the sums of their kernels. */
  static Calibration none(int kinds) {
    double[] ones = new double[kinds];
    Arrays.fill(ones, 1);
    return new Calibration(0, ones, Company.none(), 1, null);
  }

  /**
   * The plainest form that networks held out do not contradict.
   *
   * @param measured their order does not matter
   */
  static Calibration fit(int kinds, List<Network> measured, Seeds seeds) {
    List<Network> networks = shuffled(measured, seeds.generator());
    Calibration asTheyAre = none(kinds);
    double[] best = new double[networks.size()];
    Arrays.setAll(best, i -> asTheyAre.latencyMs(networks.get(i).sums));
    Calibration chosen = asTheyAre;
    if (networks.size() >= FEWEST_NETWORKS) {
      double least = error(best, networks);
      for (Form form : FORMS) {
        double[] predicted = heldOut(form, networks);
        double error = error(predicted, networks);
        if (error < Math.min(WORTH_IT * least, least - LEAST_GAIN)) {
          least = error;
          best = predicted;
          chosen = fit(form, networks, -1, 1);
        }
      }
      double[] accompanied = heldOut(chosen, best, networks);
      if (error(accompanied, networks) < Math.min(WORTH_IT * least, least - LEAST_GAIN)) {
        best = accompanied;
        chosen = chosen.with(company(chosen, networks, -1, 1));
      }
    }
    return chosen.judgedBy(best, networks);
  }

  private static List<Network> shuffled(List<Network> measured, RandomGenerator random) {
    List<Network> order = new ArrayList<>(measured);
    order.sort(
        Comparator.comparingDouble((Network network) -> network.ms)
            .thenComparing((a, b) -> Arrays.compare(a.sums, b.sums)));
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  /** The latency of a network of such sums and contents. */
  double latencyMs(double[] sums, double[] contents) {
    return latencyMs(sums) * company.factor(contents);
  }

  private double latencyMs(double[] sums) {
    double ms = constantMs;
    for (int k = 0; k < sums.length; k++) {
      ms += factors[k] * sums[k];
    }
    return ms;
  }

  double spreadMs(double spreadOfSum) {
    return spreadFactor * spreadOfSum;
  }

  double constantMs() {
    return constantMs;
  }

  double factor(int kind) {
    return factors[kind];
  }

  Optional<LatencyQuality> heldOut() {
    return Optional.ofNullable(heldOut);
  }

  private Calibration judgedBy(double[] predicted, List<Network> networks) {
    int n = networks.size();
    if (n < 2) {
      return this;
    }
    double[] ratios = new double[n];
    double[] measured = new double[n];
    for (int i = 0; i < n; i++) {
      measured[i] = networks.get(i).ms;
      ratios[i] = Math.abs(predicted[i] - measured[i]) / networks.get(i).spreadMs;
    }
    return new Calibration(
        constantMs,
        factors,
        company,
        n < FEWEST_NETWORKS ? 1 : Robust.deviation(ratios),
        LatencyQuality.of(predicted, measured));
  }

  private static double error(double[] predicted, List<Network> networks) {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += Math.abs(predicted[i] / networks.get(i).ms - 1);
    }
    return sum / predicted.length;
  }

  private Calibration with(Company other) {
    return new Calibration(constantMs, factors, other, spreadFactor, heldOut);
  }

  /** By network: what was predicted without it, times what company it keeps, learned without it. */
  private static double[] heldOut(Calibration alone, double[] before, List<Network> networks) {
    int folds = Math.min(MOST_FOLDS, networks.size());
    double[] predicted = before.clone();
    for (int fold = 0; fold < folds; fold++) {
      Company company = company(alone, networks, fold, folds);
      for (int i = fold; i < predicted.length; i += folds) {
        predicted[i] *= company.factor(networks.get(i).contents);
      }
    }
    return predicted;
  }

  /** Learned from all networks but those of a fold. */
  private static Company company(Calibration alone, List<Network> networks, int fold, int folds) {
    List<Network> kept =
        IntStream.range(0, networks.size())
            .filter(i -> i % folds != fold)
            .mapToObj(networks::get)
            .toList();
    return Company.fit(
        kept.stream().map(network -> network.contents).toArray(double[][]::new),
        kept.stream()
            .mapToDouble(network -> Math.log(network.ms / alone.latencyMs(network.sums)))
            .toArray());
  }

  /** By network: what is predicted without it. */
  private static double[] heldOut(Form form, List<Network> networks) {
    int folds = Math.min(MOST_FOLDS, networks.size());
    double[] predicted = new double[networks.size()];
    for (int fold = 0; fold < folds; fold++) {
      Calibration calibration = fit(form, networks, fold, folds);
      for (int i = fold; i < predicted.length; i += folds) {
        predicted[i] = calibration.latencyMs(networks.get(i).sums);
      }
    }
    return predicted;
  }

  /** Fits to all networks but those of a fold, by relative error under Huber's loss. */
  private static Calibration fit(Form form, List<Network> networks, int fold, int folds) {
    int[] kept = IntStream.range(0, networks.size()).filter(i -> i % folds != fold).toArray();
    int kinds = networks.get(0).sums.length;
    int groups = form.factors == Factors.ONE ? 1 : kinds;
    double unit = Robust.median(Arrays.stream(kept).mapToDouble(i -> networks.get(i).ms).toArray());
    double[][] relative = new double[kept.length][groups + (form.constant ? 1 : 0)];
    for (int r = 0; r < kept.length; r++) {
      double ms = networks.get(kept[r]).ms;
      double[] sums = networks.get(kept[r]).sums;
      for (int k = 0; k < kinds; k++) {
        relative[r][groups == 1 ? 0 : k] += sums[k] / ms;
      }
      if (form.constant) {
        relative[r][groups] = unit / ms;
      }
    }
    double[] x = solve(relative, groups, form.penalty);
    double[] factors = new double[kinds];
    Arrays.setAll(factors, k -> x[groups == 1 ? 0 : k]);
    double constantMs = form.constant ? unit * x[groups] : 0;
    return new Calibration(constantMs, factors, Company.none(), 1, null);
  }

  private static double[] solve(double[][] relative, int groups, double penalty) {
    double[] weights = new double[relative.length];
    Arrays.fill(weights, 1);
    double[] x = new double[0];
    for (int step = 0; step < REWEIGHTINGS; step++) {
      NormalEquations equations = new NormalEquations(relative[0].length);
      for (int r = 0; r < relative.length; r++) {
        equations.add(relative[r], weights[r], 1);
      }
      for (int j = 0; j < relative[0].length; j++) {
        equations.pull(j, penalty, j < groups ? 1 : 0);
      }
      x = equations.solveNonNegative();
      double[] solution = x;
      double[] errors = new double[relative.length];
      Arrays.setAll(errors, r -> NormalEquations.dot(relative[r], solution) - 1);
      weights = Robust.huberWeights(errors);
    }
    return x;
  }
}
