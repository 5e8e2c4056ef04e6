package io.quarry.tactic;

import io.quarry.pareto.HypervolumeImprovement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses, among candidates whose scores are predicted, those to be measured next.
 *
 * <p>One after the other: by turns the one that promises most when the predictions are a little too
 * pessimistic (a lower confidence bound), and the one of the greatest expected improvement of the
 * hypervolume, for which the predictions' errors are drawn. A chosen candidate counts as measured
 * with its predicted scores, so the next one has to add to it: that spreads a batch along the front
 * (the "believer" of Ginsbourger, Le Riche and Carraro 2010, "Kriging is well-suited to parallelize
 * optimization"; improvement of the hypervolume as in Emmerich, Giannakoglou and Naujoks 2006).
 */
final class Prospects {
  /** Spreads below the mean at which a promise is looked at. */
  private static final double OPTIMISM = 0.5;

  /** Pairs of opposite draws of the predictions' errors. */
  private static final int DRAW_PAIRS = 8;

  private final double[][] mean;
  private final double[][] spread;
  private final double[] reference;
  private final double[][] draws;
  private final boolean[] chosen;
  private final List<double[]> front;

  /**
   * Prospects.
   *
   * @param surrogates one an objective
   * @param rows the candidates' features
   * @param front minimised values of what was measured
   * @param reference bounds the hypervolume
   */
  Prospects(
      List<Surrogate> surrogates,
      double[][] rows,
      List<double[]> front,
      double[] reference,
      RandomGenerator random) {
    this.reference = reference;
    this.front = new ArrayList<>(front);
    this.mean = new double[surrogates.size()][rows.length];
    this.spread = new double[surrogates.size()][rows.length];
    for (int o = 0; o < mean.length; o++) {
      surrogates.get(o).predict(rows, mean[o], spread[o]);
    }
    this.chosen = new boolean[rows.length];
    this.draws = new double[2 * DRAW_PAIRS][mean.length];
    for (int d = 0; d < DRAW_PAIRS; d++) {
      for (int o = 0; o < mean.length; o++) {
        draws[2 * d][o] = random.nextGaussian();
        draws[2 * d + 1][o] = -draws[2 * d][o];
      }
    }
  }

  /** The numbers of the candidates chosen, best first; fewer when there are no more. */
  List<Integer> choose(int count) {
    List<Integer> choice = new ArrayList<>();
    double[][] bound = {new double[mean.length]};
    Arrays.fill(bound[0], -OPTIMISM);
    while (choice.size() < Math.min(count, chosen.length)) {
      int next = best(choice.size() % 2 == 0 ? bound : draws);
      chosen[next] = true;
      choice.add(next);
      front.add(point(next, new double[mean.length]));
    }
    return choice;
  }

  /** The minimised values that are believed of a candidate. */
  double[] believed(int candidate) {
    return point(candidate, new double[mean.length]);
  }

  /** Of the candidates left: the greatest mean improvement; without any, the least certain one. */
  private int best(double[][] errors) {
    HypervolumeImprovement improvement =
        HypervolumeImprovement.of(front.toArray(double[][]::new), reference);
    int best = -1;
    double most = 0;
    int vaguest = -1;
    for (int i = 0; i < chosen.length; i++) {
      if (!chosen[i]) {
        double gain = 0;
        for (double[] error : errors) {
          gain += improvement.of(point(i, error));
        }
        if (gain > most) {
          most = gain;
          best = i;
        }
        if (vaguest < 0 || spread[0][i] > spread[0][vaguest]) {
          vaguest = i;
        }
      }
    }
    return best >= 0 ? best : vaguest;
  }

  private double[] point(int candidate, double[] errors) {
    double[] point = new double[mean.length];
    for (int o = 0; o < point.length; o++) {
      point[o] = mean[o][candidate] + errors[o] * spread[o][candidate];
    }
    return point;
  }
}
