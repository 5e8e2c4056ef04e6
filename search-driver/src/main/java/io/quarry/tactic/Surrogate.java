package io.quarry.tactic;

import io.quarry.predict.FittedModel;
import io.quarry.predict.Predictor;
import io.quarry.predict.PredictorQuality;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import java.util.Arrays;

/**
 * What is believed of one objective: a prediction on a scale of its own, and the way from that
 * scale to the objective's minimised values.
 */
final class Surrogate {
  /** By how much τ must be higher to give up the robust scale of ranks. */
  private static final double CLEARLY = 0.05;

  private final LabelWarp warp;
  private final Predictor predictor;
  private final String learner;
  private final PredictorQuality heldOut;

  private Surrogate(LabelWarp warp, Predictor predictor, String learner, PredictorQuality heldOut) {
    this.warp = warp;
    this.predictor = predictor;
    this.learner = learner;
    this.heldOut = heldOut;
  }

  /**
   * Learns an objective from what was measured: as it is, or by ranks, whichever orders rows that
   * were held out better.
   *
   * @param rows features
   * @param values minimised, finite, one a row
   */
  static Surrogate of(PredictorSelection selection, double[][] rows, double[] values, Seeds seeds) {
    double first = values[0];
    if (Arrays.stream(values).allMatch(value -> value == first)) {
      return constant(values);
    }
    Surrogate plain = fit(selection, rows, values, LabelWarp.logarithm(values), seeds);
    Surrogate ranked = fit(selection, rows, values, LabelWarp.ranks(values), seeds);
    boolean clearlyBetter = ranked.heldOut.kendallTau() > plain.heldOut.kendallTau() + CLEARLY;
    return clearlyBetter ? ranked : plain;
  }

  private static Surrogate fit(
      PredictorSelection selection, double[][] rows, double[] values, LabelWarp warp, Seeds seeds) {
    double[] labels = Arrays.stream(values).map(warp::apply).toArray();
    FittedModel model = selection.fit(rows, labels, seeds);
    return new Surrogate(
        warp, model, model.name() + warp.getClass().getSimpleName(), model.quality());
  }

  /** All that was measured is equal: so is what is predicted. */
  private static Surrogate constant(double[] values) {
    Predictor predictor =
        (rows, mean, spread) -> {
          Arrays.fill(mean, 0); // Every score of the ranks stands for the one value.
          Arrays.fill(spread, 0);
        };
    return new Surrogate(
        LabelWarp.ranks(values), predictor, "constant", PredictorQuality.of(values, values));
  }

  /** Predicts on the scale. */
  void predict(double[][] rows, double[] mean, double[] spread) {
    predictor.predict(rows, mean, spread);
  }

  /** The objective's minimised value at a point of the scale. */
  double value(double scaled) {
    return warp.invert(scaled);
  }

  String learner() {
    return learner;
  }

  PredictorQuality heldOut() {
    return heldOut;
  }
}
