package io.quarry.tactic;

import io.quarry.predict.PredictorQuality;
import java.util.List;
import java.util.Objects;

/**
 * How far the predictor of one objective could be trusted in one iteration.
 *
 * @param iteration counts the fits, from 1
 * @param objective what was predicted
 * @param learner the predictor that was selected
 * @param heldOut on rows that were measured before, each predicted without it
 * @param nextBatch on the batch that was chosen by these predictions, before it was learned from
 * @param rows that batch, candidate by candidate
 */
public record PredictorReport(
    int iteration,
    String objective,
    String learner,
    PredictorQuality heldOut,
    PredictorQuality nextBatch,
    List<Row> rows) {

  /**
   * A candidate of the batch.
   *
   * @param key its key
   * @param predicted in the objective's unit
   * @param measured in the objective's unit
   */
  public record Row(String key, double predicted, double measured) {
    public Row {
      Objects.requireNonNull(key, "key");
    }
  }

  public PredictorReport {
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(learner, "learner");
    Objects.requireNonNull(heldOut, "heldOut");
    Objects.requireNonNull(nextBatch, "nextBatch");
    rows = List.copyOf(rows);
  }
}
