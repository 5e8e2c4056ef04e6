package io.quarry.config;

import io.quarry.objective.Objective;
import io.quarry.space.SearchSpace;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recorded table says about its rows: its {@code table.conf}.
 *
 * @param name for people and file names: letters, digits, dots and dashes
 * @param space its decisions; each has a column of its name
 * @param objectives what was measured, each with its column
 * @param durationColumn how long each evaluation took; empty when the rows do not say
 * @param durationUnitSeconds how many seconds the unit of that column has
 * @param referencePoint objective name to value in that objective's unit; an objective without one
 *     gets the worst of the table
 */
public record TableDescription(
    String name,
    SearchSpace space,
    List<Objective> objectives,
    String durationColumn,
    double durationUnitSeconds,
    SortedMap<String, Double> referencePoint) {

  public TableDescription {
    objectives = List.copyOf(objectives);
    referencePoint = Collections.unmodifiableSortedMap(new TreeMap<>(referencePoint));
  }

  /**
   * The description in a file of HOCON.
   *
   * @throws io.quarry.problem.InputException naming every problem with its line and key
   */
  public static TableDescription load(Path file) {
    return TableParser.parse(file);
  }
}
