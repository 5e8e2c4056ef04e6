package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** One directory of runs with one run, and a display that shows nothing. */
final class LocalRun implements Progress {
  private final Path home;
  private final SearchConfig config;
  private final SparkEngine engine;
  private final Runs runs;
  private long evaluated;

  /** A run that has not begun, in a directory of its own below {@code parent}. */
  LocalRun(Path parent, String name, JavaSparkContext spark, SearchConfig config) {
    this.home = parent.resolve(name);
    this.config = config;
    this.engine = new SparkEngine("local", new Configuration(), () -> spark);
    this.runs = engine.runs(home.toString());
  }

  SearchConfig config() {
    return config;
  }

  SparkEngine engine() {
    return engine;
  }

  Runs runs() {
    return runs;
  }

  /** Candidates that the last search has evaluated so far. */
  long evaluated() {
    return evaluated;
  }

  SearchResult search(BooleanSupplier stop) {
    return engine.search(config, runs, open(), this, stop);
  }

  RunDirectory open() {
    return runs.open("run", config);
  }

  Path directory() {
    return home.resolve("run");
  }

  @Override
  public Work start(String work, long total) {
    return new Work() {
      @Override
      public void reach(long done, String detail) {
        if (work.equals("search")) {
          evaluated = done;
        }
      }

      @Override
      public void close() {}
    };
  }
}
