package io.quarry.table;

import io.quarry.config.TableDescription;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A table of evaluated candidates, complete or not. Rows that stand for one candidate are one row
 * here. Immutable; to be shared by threads.
 */
public final class RecordedTable {
  /** Stands in the code of a row for a decision that is not active. */
  static final int INACTIVE = -1;

  private final TableDescription description;
  private final List<TableRow> rows;
  private final Map<Candidate, Integer> indexes = new HashMap<>();
  private final int[][] codes;
  private final double[] referencePoint;
  private final Hypervolume hypervolume;
  private final double ownVolume;

  private RecordedTable(TableDescription description, List<TableRow> rows) {
    this.description = description;
    this.rows = rows;
    this.codes = new int[rows.size()][];
    for (int i = 0; i < rows.size(); i++) {
      Candidate candidate = rows.get(i).outcome().candidate();
      indexes.put(candidate, i);
      codes[i] = code(candidate);
    }
    List<Measurement> measured =
        rows.stream()
            .map(TableRow::outcome)
            .filter(Measurement.class::isInstance)
            .map(Measurement.class::cast)
            .toList();
    if (measured.isEmpty()) {
      throw new InputException(
          "All %d rows of table %s failed".formatted(rows.size(), description.name()));
    }
    this.referencePoint = referencePoint(measured);
    this.hypervolume = Hypervolume.of(referencePoint);
    this.ownVolume =
        hypervolume.volume(ParetoFront.of(description.objectives(), measured).canonicalValues());
    if (!(ownVolume > 0)) {
      throw new InputException(
          "No row of table %s is better than its reference point in every objective"
              .formatted(description.name()),
          "an objective is constant, or every row is the worst in one; give table.conf a"
              + " reference-point.");
    }
  }

  /**
   * The table in a directory: {@code table.conf} beside {@code rows.csv} or {@code rows.csv.gz},
   * which is CSV as RFC 4180 has it, in UTF-8, with a header.
   *
   * <p>A decision that is inactive in a row may have any text there. Rows that differ in nothing
   * else are one candidate, and must agree in their objectives. A row in which an objective is
   * empty, NaN or infinite is a failed candidate.
   *
   * @throws InputException naming every problem of the description, or of the rows with its line
   */
  public static RecordedTable load(Path directory) {
    TableDescription description = TableDescription.load(directory.resolve("table.conf"));
    return new RecordedTable(description, RowReader.read(rowsOf(directory), description));
  }

  private static Path rowsOf(Path directory) {
    Path plain = directory.resolve("rows.csv");
    Path packed = directory.resolve("rows.csv.gz");
    if (Files.exists(plain) && Files.exists(packed)) {
      throw new InputException(
          "Table %s has both rows.csv and rows.csv.gz".formatted(directory),
          "one of them is out of date; remove it.");
    }
    if (!Files.exists(plain) && !Files.exists(packed)) {
      throw new InputException(
          "Table %s has neither rows.csv nor rows.csv.gz".formatted(directory),
          "it is a description alone; benchmarks/tables/import.sh makes rows from public files.");
    }
    return Files.exists(plain) ? plain : packed;
  }

  /** For people and file names. */
  public String name() {
    return description.name();
  }

  /** What its decisions span, evaluated or not. */
  public SearchSpace space() {
    return description.space();
  }

  /** What was measured. */
  public List<Objective> objectives() {
    return description.objectives();
  }

  /** Distinct candidates, in the order of the file. */
  public int size() {
    return rows.size();
  }

  /** Whether every candidate of the space has a row. */
  public boolean isComplete() {
    return space().size().equals(BigInteger.valueOf(rows.size()));
  }

  /** Whether the rows say how long their evaluation took. */
  public boolean hasDurations() {
    return !description.durationColumn().isEmpty();
  }

  /** One row, by its number from 0. */
  public TableRow row(int index) {
    return rows.get(index);
  }

  /** The number of a candidate's row; empty when it was not evaluated. */
  public OptionalInt indexOf(Candidate candidate) {
    Integer index = indexes.get(candidate);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** What bounds the hypervolume, in minimised form and in the order of the objectives. */
  public double[] referencePoint() {
    return referencePoint.clone();
  }

  /** The hypervolume of minimised values against the table's reference point. */
  public double volume(double[][] points) {
    return hypervolume.volume(points);
  }

  /** The hypervolume of the front of all rows, above 0. */
  public double ownVolume() {
    return ownVolume;
  }

  /** Number of the value of each decision, {@link #INACTIVE} where it is not active. */
  int[] code(Candidate candidate) {
    return space().decisions().stream().mapToInt(decision -> code(decision, candidate)).toArray();
  }

  /** The code of a row; not to be changed. */
  int[] codeOf(int row) {
    return codes[row];
  }

  private static int code(Decision decision, Candidate candidate) {
    return candidate.decides(decision.name())
        ? decision.values().indexOf(candidate.value(decision.name()))
        : INACTIVE;
  }

  private double[] referencePoint(List<Measurement> measured) {
    return objectives().stream()
        .mapToDouble(
            objective -> {
              Double given = description.referencePoint().get(objective.name());
              return given == null
                  ? measured.stream()
                      .mapToDouble(m -> objective.canonical(m.scores().of(objective)))
                      .max()
                      .orElseThrow()
                  : objective.canonical(given);
            })
        .toArray();
  }
}
