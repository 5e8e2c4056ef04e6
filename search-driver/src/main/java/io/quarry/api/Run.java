package io.quarry.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.problem.InputException;
import io.quarry.report.FrontTable;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.search.Exports.Overwrite;
import io.quarry.search.RunExports;
import io.quarry.store.Directory;
import java.nio.file.Path;
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
    return spark
        .read()
        .schema(columns)
        .option("header", "true")
        .option("escape", "\"")
        .csv(uri(run.directory()) + "/front.csv");
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

  private Dataset<Row> table(Directory directory, String what) {
    if (directory.names().stream().noneMatch(name -> name.endsWith(".parquet"))) {
      throw new InputException("Run %s has no %s".formatted(location(), what));
    }
    // Of runs that were continued after an objective was added, older files lack its column.
    return spark.read().option("mergeSchema", "true").parquet(uri(directory));
  }

  /** With a scheme, without which Spark would look on its default file system. */
  private static String uri(Directory directory) {
    Optional<Path> local = directory.localPath();
    return local.isPresent() ? "file://" + local.get() : directory.toString();
  }

  @Override
  public String toString() {
    return "Run " + location();
  }
}
