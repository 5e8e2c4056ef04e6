package io.quarry.tactic;

import io.quarry.predict.FittedModel;
import io.quarry.predict.Predictor;
import io.quarry.predict.PredictorQuality;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import java.util.Arrays;

/**
 * What is believed of one objective.
 *
 * @param learner the predictor that was selected
 * @param predictor of the objective's minimised values
 * @param heldOut how good it was on rows held out
 */
record Surrogate(String learner, Predictor predictor, PredictorQuality heldOut) {
  /**
   * Learns an objective from what was measured.
   *
   * @param rows features
   * @param values minimised, finite, one a row; where all are equal, that value is predicted
   */
  static Surrogate of(PredictorSelection selection, double[][] rows, double[] values, Seeds seeds) {
    double first = values[0];
    if (Arrays.stream(values).allMatch(value -> value == first)) {
      Predictor constant =
          (unseen, mean, spread) -> {
            Arrays.fill(mean, first);
            Arrays.fill(spread, 0);
          };
      return new Surrogate("constant", constant, PredictorQuality.of(values, values));
    }
    FittedModel model = selection.fit(rows, values, seeds);
    return new Surrogate(model.name(), model, model.quality());
  }

  /** Predicts minimised values. */
  void predict(double[][] rows, double[] mean, double[] spread) {
    predictor.predict(rows, mean, spread);
  }
}
