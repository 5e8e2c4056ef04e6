package io.quarry.table;

import io.quarry.config.TableDescription;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the rows of a table; collects every problem before it gives up. */
final class RowReader {
  private static final int MILLISECONDS = 1000;

  /** How programs write what is no finite number, in lower case. */
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private final TableDescription description;
  private final RowProblems problems;
  private final Map<Candidate, TableRow> rows = new LinkedHashMap<>();
  private final Map<Candidate, List<TableRow>> contradictions = new LinkedHashMap<>();

  /**
   * The objectives of a row.
   *
   * @param values the finite ones, by name
   * @param failures what is wrong with the others
   */
  private record Figures(Map<String, Double> values, List<String> failures) {}

  private RowReader(TableDescription description, RowProblems problems) {
    this.description = description;
    this.problems = problems;
  }

  /** The distinct candidates in the order of the file. */
  static List<TableRow> read(Path file, TableDescription description) {
    RowProblems problems = new RowProblems(file);
    RowReader reader = new RowReader(description, problems);
    long end = CsvFile.read(file, needed(description), problems, reader::row);
    if (end > 0 && reader.rows.isEmpty()) {
      problems.add(end, "there is no row that can be used");
    }
    reader.reportContradictions();
    problems.throwIfAny(description.name());
    return List.copyOf(reader.rows.values());
  }

  private static List<String> needed(TableDescription description) {
    List<String> names = new ArrayList<>();
    description.space().decisions().forEach(decision -> names.add(decision.name()));
    description.objectives().forEach(objective -> names.add(objective.column()));
    if (!description.durationColumn().isEmpty()) {
      names.add(description.durationColumn());
    }
    return names;
  }

  private void row(CsvFile.Row row) {
    Optional<Candidate> candidate = candidate(row);
    double seconds = seconds(row);
    Optional<Figures> figures = figures(row);
    if (candidate.isPresent() && figures.isPresent()) {
      add(new TableRow(outcome(candidate.get(), figures.get(), seconds), seconds, row.line()));
    }
  }

  private void add(TableRow row) {
    Candidate candidate = row.outcome().candidate();
    TableRow first = rows.putIfAbsent(candidate, row);
    if (first != null && !agree(first.outcome(), row.outcome())) {
      contradictions.computeIfAbsent(candidate, key -> new ArrayList<>(List.of(first))).add(row);
    }
  }

  private static boolean agree(Outcome a, Outcome b) {
    if (a instanceof Measurement left && b instanceof Measurement right) {
      return left.scores().equals(right.scores());
    }
    return a instanceof Failed && b instanceof Failed;
  }

  private void reportContradictions() {
    for (List<TableRow> group : contradictions.values()) {
      String figures =
          group.stream().map(row -> figures(row.outcome())).collect(Collectors.joining("; "));
      problems.add(
          group.stream().map(TableRow::line).toList(),
          "the same candidate with different values: " + figures);
    }
  }

  private static String figures(Outcome outcome) {
    return outcome instanceof Measurement measurement
        ? measurement.scores().values().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "))
        : "failed";
  }

  private Optional<Candidate> candidate(CsvFile.Row row) {
    TreeMap<String, String> active = new TreeMap<>();
    boolean sound = true;
    for (Decision decision : description.space().decisions()) {
      if (!row.has(decision.name()) || !decision.isActive(active)) {
        continue;
      }
      String value = row.cell(decision.name());
      if (decision.values().contains(value)) {
        active.put(decision.name(), value);
      } else {
        sound = false;
        problems.add(
            row.line(),
            "%s = \"%s\", but must be one of %s"
                .formatted(decision.name(), value, String.join(", ", decision.values())));
      }
    }
    return sound ? Optional.of(new Candidate(active)) : Optional.empty();
  }

  /** What a row measured; empty, with problems, where a cell is no number. */
  private Optional<Figures> figures(CsvFile.Row row) {
    Map<String, Double> values = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    boolean sound = true;
    for (Objective objective : description.objectives()) {
      if (!row.has(objective.column())) {
        continue;
      }
      String cell = row.cell(objective.column()).strip();
      Optional<Double> value = number(objective.column(), cell, row.line());
      sound &= value.isPresent();
      if (value.filter(Double::isFinite).isPresent()) {
        values.put(objective.name(), value.get());
      } else {
        failures.add(
            "line %d: %s is %s"
                .formatted(row.line(), objective.column(), cell.isEmpty() ? "empty" : cell));
      }
    }
    return sound ? Optional.of(new Figures(values, failures)) : Optional.empty();
  }

  private Outcome outcome(Candidate candidate, Figures figures, double seconds) {
    Provenance provenance = provenance(seconds);
    return figures.failures().isEmpty()
        ? new Measurement(candidate, Scores.of(figures.values()), provenance)
        : new Failed(candidate, String.join("; ", figures.failures()), provenance);
  }

  /** Not finite for what a failed evaluation leaves; empty, with a problem, for no number. */
  private Optional<Double> number(String column, String cell, long line) {
    if (cell.isEmpty() || NOT_FINITE.contains(cell.toLowerCase(Locale.ROOT))) {
      return Optional.of(Double.NaN);
    }
    try {
      return Optional.of(new BigDecimal(cell).doubleValue());
    } catch (NumberFormatException e) {
      problems.add(line, "%s = \"%s\", but must be a number".formatted(column, cell));
      return Optional.empty();
    }
  }

  private double seconds(CsvFile.Row row) {
    if (description.durationColumn().isEmpty() || !row.has(description.durationColumn())) {
      return 0;
    }
    String cell = row.cell(description.durationColumn()).strip();
    Optional<Double> read = number(description.durationColumn(), cell, row.line());
    if (read.isPresent() && !(read.get() > 0 && Double.isFinite(read.get()))) {
      problems.add(
          row.line(),
          "%s = \"%s\", but must be a duration above 0"
              .formatted(description.durationColumn(), cell));
    }
    return read.orElse(1.0) * description.durationUnitSeconds();
  }

  private Provenance provenance(double seconds) {
    return new Provenance(
        description.name(),
        "recorded",
        "recorded",
        "recorded",
        "recorded",
        0,
        "recorded",
        "recorded",
        Instant.EPOCH,
        seconds * MILLISECONDS);
  }
}
