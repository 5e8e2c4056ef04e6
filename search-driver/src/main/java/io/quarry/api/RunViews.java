package io.quarry.api;

import static org.apache.spark.sql.functions.expr;

import io.quarry.score.Objectives;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The views of one run, as {@link Views#ofRun} says. */
final class RunViews {
  private static final String LATENCY = Objectives.LATENCY_MS.column();

  private final SparkSession spark;
  private final Collected collected;

  RunViews(SparkSession spark) {
    this.spark = spark;
    this.collected = new Collected(spark);
  }

  /** Makes them, and says what there is. */
  String create(String location) {
    List<Run> run = collected.orNone(() -> Runs.open(spark, location));
    run.forEach(one -> collected.tell(one.problems()));
    collected.view("front", collected.table(run, Run::front, Columns.FRONT));
    boolean timed = run.stream().anyMatch(Run::isTimed);
    collected.view("timings", timings(timed ? run : List.of()));
    collected.view("outcomes", outcomes(run));
    collected.view("formats", formats());
    collected.view("hypervolume", collected.table(run, Run::hypervolume, Columns.HYPERVOLUME));
    collected.view("predictors", collected.table(run, Run::predictors, Columns.PREDICTORS));
    collected.view("status", collected.table(run, Run::status, Columns.STATUS));
    return collected.text(
        run.stream()
            .map(
                one ->
                    "Run %s: %d candidates, %d points on its front"
                        .formatted(
                            one.location(),
                            spark.table("outcomes").count(),
                            spark.table("front").count()))
            .toList());
  }

  private Dataset<Row> timings(List<Run> run) {
    return collected
        .table(run, Run::timings, Columns.TIMINGS)
        .selectExpr(
            "*", "(unix_micros(timed_at) - min(unix_micros(timed_at)) over ()) / 6e7 as minute");
  }

  private Dataset<Row> outcomes(List<Run> run) {
    Dataset<Row> timed =
        collected
            .table(run, Run::outcomes, Columns.OUTCOMES)
            .selectExpr(
                "*",
                "int(sum(int(batch >= 0)) over (order by batch, position)) as evaluation",
                "(unix_micros(started_at) - min(if(batch >= 0, unix_micros(started_at), null))"
                    + " over ()) / 1e6 as start_s")
            .selectExpr("*", "start_s + duration_ms / 1000 as end_s");
    List<Row> own =
        timed.where("batch >= 0").select("key", "host", "start_s", "end_s").collectAsList();
    Dataset<Row> slots = spark.createDataFrame(Slots.of(own), Columns.SLOTS);
    Dataset<Row> latencies =
        spark
            .table("timings")
            .where("purpose = 'search'")
            .groupBy("key")
            .agg(expr("max_by(%1$s, timed_at) as %1$s".formatted(LATENCY)));
    Dataset<Row> front = spark.table("front").selectExpr("key", "true as is_point");
    return timed
        .join(slots.select("key", "slot", "slot_name"), new String[] {"key"}, "left")
        .join(latencies, new String[] {"key"}, "left")
        .join(front, new String[] {"key"}, "left")
        .withColumn("on_front", expr("coalesce(is_point, false)"))
        .drop("is_point");
  }

  /** Of the view of outcomes. */
  private Dataset<Row> formats() {
    String scores = Objectives.ALL.stream().map(o -> o.column()).collect(Collectors.joining(", "));
    return spark.sql(
        """
        select left(decision, length(decision) - length('.format')) as layer, format,
          md5(to_json(map_filter(decisions, (name, value) -> name != decision))) as others,
          key, evaluation, on_front, %s
        from outcomes lateral view explode(decisions) one as decision, format
        where status = 'measured' and decision like '%%.format'
        """
            .formatted(scores));
  }
}
