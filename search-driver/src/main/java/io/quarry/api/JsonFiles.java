package io.quarry.api;

import io.quarry.report.RunDirectory;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The files of one name in runs as a table.
 *
 * @param name of the file
 * @param columns that are read of it
 */
record JsonFiles(String name, StructType columns) {
  static final JsonFiles SUMMARY = new JsonFiles("summary.json", Columns.SUMMARY);
  static final JsonFiles PROGRESS = new JsonFiles("progress.json", Columns.PROGRESS);

  /** A row for each run that has the file, with the column {@code directory}: the run's name. */
  Dataset<Row> of(SparkSession spark, List<RunDirectory> runs) {
    String[] files =
        runs.stream()
            .filter(run -> run.directory().holds(name))
            .map(run -> Run.uri(run.directory()) + "/" + name)
            .toArray(String[]::new);
    Dataset<Row> rows =
        files.length == 0
            ? spark.createDataFrame(List.of(), columns)
            : spark.read().schema(columns).option("multiLine", "true").json(files);
    return rows.selectExpr("*", "element_at(split(input_file_name(), '/'), -2) as directory");
  }
}
