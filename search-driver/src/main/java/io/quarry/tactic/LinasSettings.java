package io.quarry.tactic;

import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * The settings of {@link LinasTactic}.
 *
 * @param initial candidates measured before the first models are fitted, beside those that a search
 *     starts from anyway, 1 or more
 * @param leastBatch candidates proposed between two fits at least, 1 or more
 * @param mostBatch candidates proposed between two fits at most; from the least number on, a batch
 *     is a tenth of what was measured: models gain most from a further row while they are young
 * @param predictedEvaluations candidates whose scores are predicted before each batch, 1 or more
 * @param population of the inner search on predictions, 2 or more
 */
public record LinasSettings(
    int initial, int leastBatch, int mostBatch, int predictedEvaluations, int population)
    implements Serializable {
  private static final int GROWTH = 10;

  public LinasSettings {
    requireCount("initial", initial, 1);
    requireCount("least-batch", leastBatch, 1);
    requireCount("most-batch", mostBatch, leastBatch);
    requireCount("predicted-evaluations", predictedEvaluations, 1);
    requireCount("population", population, 2);
  }

  /** The size of the batch that follows so many measurements. */
  int batch(int measured) {
    return Math.max(leastBatch, Math.min(mostBatch, measured / GROWTH));
  }

  private static void requireCount(String what, int value, int least) {
    if (value < least) {
      throw new InputException(
          "LINAS cannot work with %s = %d".formatted(what, value),
          "choose %d or more.".formatted(least));
    }
  }
}
