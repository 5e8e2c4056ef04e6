package io.quarry.store;

import io.quarry.outcome.Outcome;
import java.util.Comparator;
import java.util.Objects;

/**
 * An outcome at its place in a run's journal.
 *
 * @param batch number of the batch that proposed its candidate, from 0; {@link #REUSED} of a row
 *     that another run paid for
 * @param position place of the candidate in that batch, from 0
 * @param outcome what became of it
 */
public record StoredOutcome(int batch, int position, Outcome outcome) {
  /** Before the first batch: what a run knew when it began. */
  public static final int REUSED = -1;

  /** The order of the journal: by batch, then by position. */
  public static final Comparator<StoredOutcome> ORDER =
      Comparator.comparingInt(StoredOutcome::batch).thenComparingInt(StoredOutcome::position);

  public StoredOutcome {
    Objects.requireNonNull(outcome, "outcome");
    if (batch < REUSED || position < 0) {
      throw new IllegalArgumentException(
          "Batch %d, position %d is no place in a journal".formatted(batch, position));
    }
  }

  /** Whether the run found it in another run's store instead of paying for it. */
  public boolean isReused() {
    return batch == REUSED;
  }
}
