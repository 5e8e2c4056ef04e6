package io.quarry.api;

import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Collects tables of runs into views, and what is missing as texts. Not thread-safe. */
final class Collected {
  private final SparkSession spark;
  private final Set<String> problems = new LinkedHashSet<>();

  Collected(SparkSession spark) {
    this.spark = spark;
  }

  /** What it gives, or none where that cannot be had. */
  <T> List<T> orNone(Supplier<T> some) {
    try {
      return List.of(some.get());
    } catch (InputException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }

  /** A table of all runs that have one, with at least the given columns. */
  Dataset<Row> table(List<Run> runs, Function<Run, Dataset<Row>> table, StructType columns) {
    Dataset<Row> all = spark.createDataFrame(List.of(), columns);
    for (Run run : runs) {
      for (Dataset<Row> one : orNone(() -> table.apply(run))) {
        all = all.unionByName(one, true);
      }
    }
    return all;
  }

  void tell(List<String> more) {
    problems.addAll(more);
  }

  /**
   * Makes a view of a table as it is now: files of a search under way are replaced by longer ones.
   */
  void view(String name, Dataset<Row> table) {
    table.localCheckpoint().createOrReplaceTempView(name);
  }

  /** Lines for people: what there is, and what is missing. */
  String text(List<String> found) {
    List<String> lines = new ArrayList<>(found);
    lines.addAll(problems);
    return String.join(System.lineSeparator(), lines);
  }
}
