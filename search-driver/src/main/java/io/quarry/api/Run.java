package io.quarry.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.FrontTable;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunStatus;
import io.quarry.score.Objectives;
import io.quarry.search.Exports.Overwrite;
import io.quarry.search.RunExports;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A run's tables and texts, as they are when they are asked for; a search that is under way adds to
 * them. Thread-safe.
 */
public final class Run {
  private final SparkSession spark;
  private final RunDirectory run;

  Run(SparkSession spark, RunDirectory run) {
    this.spark = Objects.requireNonNull(spark, "spark");
    this.run = run;
  }

  /** Its name, the last of {@link #location}. */
  public String name() {
    return run.name();
  }

  /** Its directory, a local path or a URI. */
  public String location() {
    return run.directory().toString();
  }

  /**
   * The Pareto front, best first in its first objective: {@code front.csv} with figures as doubles.
   *
   * @throws InputException when the search has written none yet
   */
  public Dataset<Row> front() {
    String header = run.frontHeader();
    StructType columns = new StructType();
    for (String column : header.split(",", -1)) {
      columns =
          columns.add(
              column,
              FrontTable.TEXT_COLUMNS.contains(column)
                  ? DataTypes.StringType
                  : DataTypes.DoubleType);
    }
    return csv("front.csv", columns);
  }

  /**
   * How good the predictors were in each iteration, a row for each objective: {@code
   * predictors.csv}.
   *
   * @throws InputException when there is none, as in a run whose tactic does not predict
   */
  public Dataset<Row> predictors() {
    requireFile("predictors.csv", "its tactic does not predict, or has not begun to.");
    return csv("predictors.csv", Columns.PREDICTORS);
  }

  /**
   * The hypervolume over the evaluations, as the search counts it: a row for each outcome in the
   * order of the journal, failed ones included, and before them one with the number 0 where it knew
   * other runs' outcomes. Computed here, from all outcomes and timings.
   *
   * <p>Columns: {@code evaluation}; {@code minutes} from the first evaluation's start until this
   * one was back; {@code hypervolume}, in the product of the objectives' units; {@code percent} of
   * the last row's; {@code front_size}; {@code failed}, so far.
   *
   * @throws InputException when the search has not told its reference point yet
   */
  public Dataset<Row> hypervolume() {
    requireFile("summary.json", "its search has to come to its first outcomes.");
    Row summary = JsonFiles.SUMMARY.of(spark, List.of(run)).first();
    return spark.createDataFrame(HypervolumeCurve.of(run, summary).rows(), Columns.HYPERVOLUME);
  }

  /**
   * How it stands, in one row: its {@code state} ({@code running}, {@code dead}, {@code done},
   * {@code idle}), what its driver does, what was paid for, and what is left. May watch the run for
   * ten seconds to see whether its driver is alive.
   */
  public Dataset<Row> status() {
    RunStatus status = runs().status();
    return spark.createDataFrame(List.of(StatusRow.of(name(), status)), Columns.STATUS);
  }

  /**
   * Every candidate that was evaluated, measured or failed, a row each; {@code batch} and {@code
   * position} order them.
   *
   * @throws InputException when there is none yet
   */
  public Dataset<Row> outcomes() {
    return table(run.measurements(), "outcomes");
  }

  /**
   * Every timing of a model, a row each.
   *
   * @throws InputException when there is none, as in a run without latency
   */
  public Dataset<Row> timings() {
    return table(run.timings(), "timings");
  }

  /** Its complete configuration as HOCON, which {@link Search#text} takes. */
  public String configuration() {
    return new String(run.directory().read("config.conf"), UTF_8);
  }

  /**
   * What it cost and found, as JSON.
   *
   * @throws InputException when the search has not come to an end yet
   */
  public String summary() {
    return new String(run.directory().read("summary.json"), UTF_8);
  }

  /**
   * Writes the model of a candidate that was measured, as ONNX.
   *
   * @param key its key, or a beginning of it that is no other's
   * @param out the file to write, a path or a URI; one that is there is kept
   * @return where it was written
   * @throws InputException when there is no such candidate, or the file is there already
   */
  public String export(String key, String out) {
    return new RunExports(at -> Engines.directory(spark, at), Objectives.ALL)
        .export(location(), key, out, Overwrite.REFUSED)
        .location();
  }

  RunDirectory directory() {
    return run;
  }

  /** The name of what proposed its candidates. */
  String tactic() {
    return runs().configuration(run).search().tactic().kind();
  }

  /** Whether models were timed. */
  boolean isTimed() {
    return holdsTable(run.timings());
  }

  /** Whether it has results, final or not. */
  boolean isSummarized() {
    return run.directory().holds("summary.json");
  }

  /** What of its outcomes cannot be read. */
  List<String> problems() {
    return MeasurementStore.open(run.measurements(), List.of(), Policy::isDecision)
        .read()
        .problems();
  }

  private io.quarry.report.Runs runs() {
    return new io.quarry.report.Runs(run.directory(), Objectives.ALL);
  }

  private void requireFile(String name, String maybe) {
    if (!run.directory().holds(name)) {
      throw new InputException("Run %s has no %s yet".formatted(location(), name), maybe);
    }
  }

  private Dataset<Row> csv(String file, StructType columns) {
    return spark
        .read()
        .schema(columns)
        .option("header", "true")
        .option("escape", "\"")
        .csv(uri(run.directory()) + "/" + file);
  }

  private Dataset<Row> table(Directory directory, String what) {
    if (!holdsTable(directory)) {
      throw new InputException("Run %s has no %s".formatted(location(), what));
    }
    // Of runs that were continued after an objective was added, older files lack its column. A torn
    // file is left alone, as the store itself does.
    return spark
        .read()
        .option("mergeSchema", "true")
        .option("ignoreCorruptFiles", "true")
        .parquet(uri(directory));
  }

  private static boolean holdsTable(Directory directory) {
    return directory.names().stream().anyMatch(name -> name.endsWith(".parquet"));
  }

  /** With a scheme, without which Spark would look on its default file system. */
  static String uri(Directory directory) {
    Optional<Path> local = directory.localPath();
    return local.isPresent() ? "file://" + local.get() : directory.toString();
  }

  @Override
  public String toString() {
    return "Run " + location();
  }
}
