package io.quarry.tactic;

import io.quarry.objective.Objective;
import io.quarry.predict.Features;
import io.quarry.predict.FittedModel;
import io.quarry.predict.Predictor;
import io.quarry.predict.PredictorQuality;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** What is believed of each target of a goal, in minimised values. */
final class Surrogates {
  private final List<Surrogate> targets;

  private Surrogates(List<Surrogate> targets) {
    this.targets = targets;
  }

  /**
   * One target's predictor.
   *
   * @param objective what is predicted
   * @param learner the predictor that was selected
   * @param predictor of minimised values
   * @param heldOut how good it was on rows held out
   */
  record Surrogate(
      Objective objective, String learner, Predictor predictor, PredictorQuality heldOut) {}

  /**
   * Learns from what was measured.
   *
   * @param features of the rows; a cost among them that is a target itself is not predicted
   * @param rows features of what was measured
   * @param values minimised, a row's targets; where a target is the same in all rows, that value is
   *     predicted
   */
  static Surrogates fit(
      PredictorSelection selection,
      Features features,
      List<Objective> targets,
      double[][] rows,
      List<double[]> values,
      Seeds seeds) {
    List<Surrogate> fitted = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      int target = t;
      double[] labels = values.stream().mapToDouble(v -> v[target]).toArray();
      Objective objective = targets.get(t);
      OptionalInt cost = features.cost(objective.name());
      fitted.add(
          cost.isPresent()
              ? known(objective, cost.getAsInt(), labels)
              : fit(selection, objective, rows, labels, seeds));
    }
    return new Surrogates(fitted);
  }

  /** A cost that follows from the candidate is not predicted: the features hold its logarithm. */
  private static Surrogate known(Objective target, int column, double[] labels) {
    Predictor exact =
        (rows, mean, spread) -> {
          Arrays.setAll(mean, i -> target.canonical(Math.exp(rows[i][column])));
          Arrays.fill(spread, 0);
        };
    return new Surrogate(target, "known", exact, PredictorQuality.of(labels, labels));
  }

  private static Surrogate fit(
      PredictorSelection selection,
      Objective target,
      double[][] rows,
      double[] labels,
      Seeds seeds) {
    double first = labels[0];
    if (Arrays.stream(labels).allMatch(label -> label == first)) {
      Predictor constant =
          (unseen, mean, spread) -> {
            Arrays.fill(mean, first);
            Arrays.fill(spread, 0);
          };
      return new Surrogate(target, "constant", constant, PredictorQuality.of(labels, labels));
    }
    FittedModel model = selection.fit(rows, labels, seeds.child("fit", target.name()));
    return new Surrogate(target, model.name(), model, model.quality());
  }

  List<Surrogate> targets() {
    return targets;
  }

  /** What is predicted of the rows: by target, then by row. */
  Prediction predict(double[][] rows) {
    double[][] mean = new double[targets.size()][rows.length];
    double[][] spread = new double[targets.size()][rows.length];
    for (int t = 0; t < mean.length; t++) {
      targets.get(t).predictor().predict(rows, mean[t], spread[t]);
    }
    return new Prediction(mean, spread);
  }

  /** Means and spreads of minimised values. */
  static final class Prediction {
    private final double[][] mean;
    private final double[][] spread;

    /** Both by target, then by row. */
    Prediction(double[][] mean, double[][] spread) {
      this.mean = mean;
      this.spread = spread;
    }

    int rows() {
      return mean[0].length;
    }

    /** The spread of a row's first target. */
    double spread(int row) {
      return spread[0][row];
    }

    /** Writes a row's values, off the mean by so many spreads each. */
    void write(int row, double[] errors, double[] values) {
      for (int t = 0; t < values.length; t++) {
        values[t] = mean[t][row] + errors[t] * spread[t][row];
      }
    }

    /** The means of a row. */
    double[] mean(int row) {
      return Arrays.stream(mean).mapToDouble(target -> target[row]).toArray();
    }
  }
}
