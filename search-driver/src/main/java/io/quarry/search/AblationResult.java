package io.quarry.search;

import io.quarry.report.AblationTable;
import java.util.Objects;

/**
 * What an ablation came to.
 *
 * @param table the variants, compared
 * @param paid candidates evaluated by this start
 * @param fromStore distinct candidates of the variants that were in the store before
 */
public record AblationResult(AblationTable table, int paid, int fromStore) {
  public AblationResult {
    Objects.requireNonNull(table, "table");
  }
}
