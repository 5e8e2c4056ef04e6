package io.quarry.api;

import io.quarry.report.RunDirectory;
import io.quarry.store.Directory;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Runs that were made earlier, or are under way elsewhere. */
public final class Runs {
  private Runs() {}

  /**
   * The run in a directory.
   *
   * @param spark reads its tables, and has the credentials of its file system
   * @param location a path or a URI, as {@code quarry search} prints it; a path without a scheme is
   *     local
   * @throws io.quarry.problem.InputException when it is no run
   */
  public static Run open(SparkSession spark, String location) {
    Directory directory = Engines.directory(spark, location);
    io.quarry.report.Runs runs = Engines.of(spark).runs(directory.parent().toString());
    RunDirectory run = runs.existing(directory.name());
    return new Run(spark, run);
  }

  /**
   * The names of the runs in a directory, in order.
   *
   * @param location what {@code --runs} was
   */
  public static List<String> list(SparkSession spark, String location) {
    io.quarry.report.Runs runs = Engines.of(spark).runs(location);
    return runs.directory().names().stream().filter(runs::holds).toList();
  }
}
