package io.quarry.store;

import java.util.List;

/**
 * What a store holds.
 *
 * @param entries in the order of batches and positions, distinct by the candidate's key
 * @param problems one text for each file or row that could not be used, naming it
 */
public record Journal(List<StoredOutcome> entries, List<String> problems) {

  public Journal {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }
}
