package io.quarry.table;

import io.quarry.outcome.Outcome;
import java.util.Objects;

/**
 * One evaluated candidate of a table.
 *
 * @param outcome what became of it
 * @param durationSeconds how long it took; 0 where the table does not say
 * @param line where it stands in the file, from 1; the first one where it stands repeatedly
 */
public record TableRow(Outcome outcome, double durationSeconds, long line) {
  public TableRow {
    Objects.requireNonNull(outcome, "outcome");
  }
}
