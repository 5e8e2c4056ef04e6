package io.quarry.api;

import io.quarry.report.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The views of all runs in a directory, as {@link Views#ofRuns} says. */
final class RunsViews {
  private static final StructType TACTICS = StructType.fromDDL("run STRING, tactic STRING");

  private final SparkSession spark;
  private final Collected collected;

  RunsViews(SparkSession spark) {
    this.spark = spark;
    this.collected = new Collected(spark);
  }

  /** Makes them, and says what there is. */
  String create(String location) {
    List<Run> all =
        collected.orNone(() -> Runs.list(spark, location)).stream()
            .flatMap(List::stream)
            .map(
                name -> Runs.open(spark, Engines.directory(spark, location).child(name).toString()))
            .toList();
    List<Run> summarized = all.stream().filter(Run::isSummarized).toList();
    collected.view("runs", runs(summarized));
    collected.view("curves", curves(summarized));
    collected.view(
        "fronts",
        collected.table(summarized, run -> named(run, run.front()), withRun(Columns.FRONT)));
    String found =
        all.isEmpty()
            ? "There is no run in %s".formatted(location)
            : "%d runs in %s, %d of them with results"
                .formatted(all.size(), location, summarized.size());
    return collected.text(List.of(found));
  }

  private Dataset<Row> runs(List<Run> summarized) {
    List<RunDirectory> directories = summarized.stream().map(Run::directory).toList();
    List<Row> tactics = new ArrayList<>();
    for (Run run : summarized) {
      collected
          .orNone(run::tactic)
          .forEach(tactic -> tactics.add(RowFactory.create(run.name(), tactic)));
    }
    Dataset<Row> said =
        JsonFiles.PROGRESS.of(spark, directories).select("directory", "started_at", "updated_at");
    Dataset<Row> summaries = JsonFiles.SUMMARY.of(spark, directories).drop("run");
    return summaries
        .join(said, new String[] {"directory"}, "left")
        .withColumnRenamed("directory", "run")
        .join(spark.createDataFrame(tactics, TACTICS), new String[] {"run"}, "left")
        .selectExpr(
            "run",
            "tactic",
            "started_at",
            "updated_at",
            "seed",
            "evaluations.paid + evaluations.from_store as evaluations",
            "evaluations.failed as failed",
            "evaluations.reused as reused",
            "aggregate(map_values(seconds_by_phase), 0d, (a, b) -> a + b) / 60 as minutes",
            "front_size",
            "hypervolume",
            "if(hypervolume_before > 0, 100 * (hypervolume / hypervolume_before - 1), null)"
                + " as gain_percent",
            "ended",
            "array_join(transform(objectives, o -> o.name), ', ') as objectives",
            "left(md5(to_json(struct(objectives, constraints, reference_point, data_hash))), 8)"
                + " as scale",
            "code_version",
            "host",
            "cpu");
  }

  private Dataset<Row> curves(List<Run> summarized) {
    Dataset<Row> scales = spark.table("runs").select("run", "scale");
    return collected
        .table(summarized, run -> named(run, run.hypervolume()), withRun(Columns.HYPERVOLUME))
        .join(scales, "run")
        .selectExpr(
            "*",
            "100 * hypervolume / nullif(max(hypervolume) over (partition by scale), 0)"
                + " as best_percent");
  }

  private static Dataset<Row> named(Run run, Dataset<Row> table) {
    return table.withColumn("run", functions.lit(run.name()));
  }

  private static StructType withRun(StructType columns) {
    StructType named = new StructType().add("run", DataTypes.StringType);
    for (StructField column : columns.fields()) {
      named = named.add(column);
    }
    return named;
  }
}
