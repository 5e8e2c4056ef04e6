package io.quarry.table;

import io.quarry.config.TableDescription;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the rows of a table; collects every problem before it gives up. */
final class RowReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int MILLISECONDS = 1000;

  /** How programs write what is no finite number, in lower case. */
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private final TableDescription description;
  private final RowProblems problems;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final Map<Candidate, TableRow> rows = new LinkedHashMap<>();
  private final Map<Candidate, List<TableRow>> contradictions = new LinkedHashMap<>();
  private int width;

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
    try (CSVParser parser = CSVFormat.RFC4180.parse(text(file))) {
      reader.read(parser);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new InputException(
          "%s cannot be read: %s".formatted(file, e.getMessage()),
          "it is not CSV in UTF-8, or it was cut off.",
          e);
    }
    reader.reportContradictions();
    problems.throwIfAny(description.name());
    return List.copyOf(reader.rows.values());
  }

  private static Reader text(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      // A decoder of its own reports what is no UTF-8; one by name would replace it.
      return new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder());
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private void read(CSVParser parser) {
    Iterator<CSVRecord> records = parser.iterator();
    if (!records.hasNext()) {
      problems.add(1, "there is no header");
      return;
    }
    header(records.next());
    long line = parser.getCurrentLineNumber() + 1;
    // The iterator reads ahead when asked whether there is more, so the line is taken before.
    while (records.hasNext()) {
      CSVRecord row = records.next();
      boolean blank = row.size() == 1 && row.get(0).isEmpty();
      if (!blank && row.size() != width) {
        problems.add(line, "%d cells, but the header has %d".formatted(row.size(), width));
      } else if (!blank) {
        row(row, line);
      }
      line = parser.getCurrentLineNumber() + 1;
    }
    if (line <= 2 || rows.isEmpty()) {
      problems.add(line, "there is no row that can be used");
    }
  }

  private void header(CSVRecord header) {
    width = header.size();
    for (int i = 0; i < width; i++) {
      String name = i == 0 ? withoutMark(header.get(i)) : header.get(i);
      if (columns.putIfAbsent(name, i) != null && isNeeded(name)) {
        problems.add(1, "column %s stands there twice".formatted(name));
      }
    }
    String present = String.join(", ", columns.keySet());
    needed()
        .filter(name -> !columns.containsKey(name))
        .forEach(
            name -> problems.add(1, "column %s is missing; there are %s".formatted(name, present)));
  }

  private static String withoutMark(String name) {
    return name.startsWith(BYTE_ORDER_MARK) ? name.substring(1) : name;
  }

  private boolean isNeeded(String name) {
    return needed().anyMatch(name::equals);
  }

  private Stream<String> needed() {
    List<String> names = new ArrayList<>();
    description.space().decisions().forEach(decision -> names.add(decision.name()));
    description.objectives().forEach(objective -> names.add(objective.column()));
    if (!description.durationColumn().isEmpty()) {
      names.add(description.durationColumn());
    }
    return names.stream();
  }

  private void row(CSVRecord row, long line) {
    Optional<Candidate> candidate = candidate(row, line);
    double seconds = seconds(row, line);
    Optional<Figures> figures = figures(row, line);
    if (candidate.isPresent() && figures.isPresent()) {
      add(new TableRow(outcome(candidate.get(), figures.get(), seconds), seconds, line));
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

  private Optional<Candidate> candidate(CSVRecord row, long line) {
    TreeMap<String, String> active = new TreeMap<>();
    boolean sound = true;
    for (Decision decision : description.space().decisions()) {
      Integer column = columns.get(decision.name());
      if (column == null || !decision.isActive(active)) {
        continue;
      }
      String value = row.get(column);
      if (decision.values().contains(value)) {
        active.put(decision.name(), value);
      } else {
        sound = false;
        problems.add(
            line,
            "%s = \"%s\", but must be one of %s"
                .formatted(decision.name(), value, String.join(", ", decision.values())));
      }
    }
    return sound ? Optional.of(new Candidate(active)) : Optional.empty();
  }

  /** What a row measured; empty, with problems, where a cell is no number. */
  private Optional<Figures> figures(CSVRecord row, long line) {
    Map<String, Double> values = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    boolean sound = true;
    for (Objective objective : description.objectives()) {
      Integer column = columns.get(objective.column());
      if (column == null) {
        continue;
      }
      String cell = row.get(column).strip();
      Optional<Double> value = number(objective.column(), cell, line);
      sound &= value.isPresent();
      if (value.filter(Double::isFinite).isPresent()) {
        values.put(objective.name(), value.get());
      } else {
        failures.add(
            "line %d: %s is %s"
                .formatted(line, objective.column(), cell.isEmpty() ? "empty" : cell));
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

  private double seconds(CSVRecord row, long line) {
    Integer column = columns.get(description.durationColumn());
    if (description.durationColumn().isEmpty() || column == null) {
      return 0;
    }
    String cell = row.get(column).strip();
    Optional<Double> read = number(description.durationColumn(), cell, line);
    if (read.isPresent() && !(read.get() > 0 && Double.isFinite(read.get()))) {
      problems.add(
          line,
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
