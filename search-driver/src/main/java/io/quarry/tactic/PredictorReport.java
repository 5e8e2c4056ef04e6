package io.quarry.tactic;

import io.quarry.predict.PredictorQuality;
import java.util.Objects;

/**
 * How far the predictor of one objective could be trusted in one iteration.
 *
 * @param iteration counts the fits, from 1
 * @param objective what was predicted
 * @param learner the predictor that was selected
 * @param heldOut on rows that were measured before, each predicted without it
 * @param nextBatch on the batch that was chosen by these predictions, before it was learned from
 */
public record PredictorReport(
    int iteration,
    String objective,
    String learner,
    PredictorQuality heldOut,
    PredictorQuality nextBatch) {

  public PredictorReport {
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(heldOut, "heldOut");
    Objects.requireNonNull(nextBatch, "nextBatch");
  }
}
