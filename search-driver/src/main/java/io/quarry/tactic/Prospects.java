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
 * What breaks the constraints improves nothing.
 */
final class Prospects {
  /** Spreads below the mean at which a promise is looked at. */
  private static final double OPTIMISM = 0.5;

  /**
   * Share of the spread that errors are drawn with. Spreads are calibrated on all that was
   * measured; near the front, where most of that lies after a while, predictions err less.
   */
  private static final double DRAWN_SHARE = 0.5;

  /** Pairs of opposite draws of the predictions' errors. */
  private static final int DRAW_PAIRS = 8;

  private final Goal goal;
  private final Surrogates.Prediction prediction;
  private final double[][] bound;
  private final double[] opposite;
  private final double[][] draws;
  private final boolean[] chosen;
  private final List<double[]> front;
  private final double[] values;
  private final double[] others;

  /**
   * Prospects.
   *
   * @param prediction of the candidates
   * @param front minimised objectives of what keeps the constraints
   */
  Prospects(
      Goal goal, Surrogates.Prediction prediction, List<double[]> front, RandomGenerator random) {
    int targets = goal.targets().size();
    this.goal = goal;
    this.prediction = prediction;
    this.front = new ArrayList<>(front);
    this.chosen = new boolean[prediction.rows()];
    this.values = new double[targets];
    this.bound = new double[1][targets];
    Arrays.fill(bound[0], -OPTIMISM);
    this.opposite = new double[targets];
    Arrays.fill(opposite, OPTIMISM);
    this.others = new double[targets];
    this.draws = new double[2 * DRAW_PAIRS][targets];
    for (int d = 0; d < DRAW_PAIRS; d++) {
      for (int t = 0; t < targets; t++) {
        draws[2 * d][t] = DRAWN_SHARE * random.nextGaussian();
        draws[2 * d + 1][t] = -draws[2 * d][t];
      }
    }
  }

  /** The numbers of the candidates chosen, best first; fewer when there are no more. */
  List<Integer> choose(int count) {
    List<Integer> choice = new ArrayList<>();
    while (choice.size() < Math.min(count, chosen.length)) {
      int next = best(choice.size() % 2 == 0 ? bound : draws);
      chosen[next] = true;
      choice.add(next);
      believe(prediction.mean(next));
    }
    return choice;
  }

  /** Counts a candidate as measured with these values of the targets. */
  void believe(double[] targets) {
    if (goal.violation(targets) == 0) {
      front.add(Arrays.copyOf(targets, goal.objectives().size()));
    }
  }

  /**
   * Of the candidates left the one of the greatest mean improvement; where nothing improves, the
   * one that breaks the constraints least and, of those, the least certain one.
   */
  private int best(double[][] errors) {
    HypervolumeImprovement improvement =
        HypervolumeImprovement.of(front.toArray(double[][]::new), goal.referencePoint());
    int best = -1;
    double most = 0;
    int fallback = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < chosen.length; i++) {
      if (!chosen[i]) {
        double gain = gain(i, errors, improvement);
        if (gain > most) {
          most = gain;
          best = i;
        }
        double violation = hopefulViolation(i);
        boolean vaguer = fallback < 0 || prediction.spread(i) > prediction.spread(fallback);
        if (violation < least || (violation == least && vaguer)) {
          least = violation;
          fallback = i;
        }
      }
    }
    return best >= 0 ? best : fallback;
  }

  private double gain(int candidate, double[][] errors, HypervolumeImprovement improvement) {
    double gain = 0;
    double hopeful = hopefulViolation(candidate);
    for (double[] error : errors) {
      prediction.write(candidate, error, values);
      if ((errors == bound ? hopeful : goal.violation(values)) == 0) {
        gain += improvement.of(Arrays.copyOf(values, goal.objectives().size()));
      }
    }
    return gain;
  }

  /** What a candidate breaks if its predictions err to its favour, whichever side that is. */
  private double hopefulViolation(int candidate) {
    prediction.write(candidate, bound[0], values);
    prediction.write(candidate, opposite, others);
    return goal.leastViolation(values, others);
  }
}
