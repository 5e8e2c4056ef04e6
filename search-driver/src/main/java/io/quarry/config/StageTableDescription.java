package io.quarry.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recorded table of stages says beside its rows: its {@code stages.conf}.
 *
 * @param name for people: letters, digits, dots and dashes
 * @param fixedMs what the parts take that are in every network and in no row, by the resolution of
 *     the network's input; under the empty text, alone, what they take at every resolution; empty
 *     where nothing is said of them
 */
public record StageTableDescription(String name, SortedMap<String, Double> fixedMs) {

  public StageTableDescription {
    fixedMs = Collections.unmodifiableSortedMap(new TreeMap<>(fixedMs));
  }

  /**
   * The description in a file of HOCON.
   *
   * @throws io.quarry.problem.InputException naming every problem with its line and key
   */
  public static StageTableDescription load(Path file) {
    return TableParser.parseStages(file);
  }
}
