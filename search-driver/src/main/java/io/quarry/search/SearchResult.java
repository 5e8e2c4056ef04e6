package io.quarry.search;

import io.quarry.report.FrontTable;
import io.quarry.report.Summary;
import java.util.Objects;

/**
 * What a search came to.
 *
 * @param front with the errors on the test split
 * @param summary its figures
 */
public record SearchResult(FrontTable front, Summary summary) {

  public SearchResult {
    Objects.requireNonNull(front, "front");
    Objects.requireNonNull(summary, "summary");
  }
}
