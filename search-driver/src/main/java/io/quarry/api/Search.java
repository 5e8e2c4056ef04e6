package io.quarry.api;

import io.quarry.config.SearchConfig;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.search.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * A search to be run in a Spark session, as {@code quarry search} runs one:
 *
 * <pre>{@code
 * Search.of(spark).configuration("hdfs:///searches/nightly.conf").runs("hdfs:///runs").run()
 * }</pre>
 *
 * <p>Immutable: each method returns another search. Without a configuration it searches the
 * embedded task.
 */
public final class Search {
  private final SparkSession spark;
  private final List<String> locations;
  private final Map<String, String> texts;
  private final List<String> overrides;
  private final String runs;
  private final String name;

  private Search(
      SparkSession spark,
      List<String> locations,
      Map<String, String> texts,
      List<String> overrides,
      String runs,
      String name) {
    this.spark = spark;
    this.locations = List.copyOf(locations);
    this.texts = Map.copyOf(texts);
    this.overrides = List.copyOf(overrides);
    this.runs = Objects.requireNonNull(runs, "runs");
    this.name = Objects.requireNonNull(name, "name");
  }

  /** A search of the embedded task, into {@code runs} in the working directory. */
  public static Search of(SparkSession spark) {
    Objects.requireNonNull(spark, "spark");
    return new Search(spark, List.of(), Map.of(), List.of(), "runs", "");
  }

  /**
   * Adds a configuration file, which goes before what was added earlier.
   *
   * @param location a path or a URI
   */
  public Search configuration(String location) {
    return new Search(spark, with(locations, location), texts, overrides, runs, name);
  }

  /** Adds the text of a configuration, HOCON, which goes before what was added earlier. */
  public Search text(String hocon) {
    String location = "text %d".formatted(texts.size() + 1);
    Map<String, String> more = new TreeMap<>(texts);
    more.put(location, Objects.requireNonNull(hocon, "hocon"));
    return new Search(spark, with(locations, location), more, overrides, runs, name);
  }

  /** Sets one key, as {@code --set key=value} does, before files and texts. */
  public Search set(String key, String value) {
    return new Search(
        spark, locations, texts, with(overrides, "%s=%s".formatted(key, value)), runs, name);
  }

  /** Where runs and supernets are kept, as {@code --runs}: a path or a URI. */
  public Search runs(String location) {
    return new Search(spark, locations, texts, overrides, location, name);
  }

  /** The run's name, as {@code --run}; else the configuration's and its hash's beginning. */
  public Search named(String run) {
    return new Search(spark, locations, texts, overrides, runs, run);
  }

  /**
   * Searches: trains the supernet where it is missing, pays for what the run does not hold yet, and
   * returns when the front is confirmed. Progress is logged.
   *
   * @throws io.quarry.problem.InputException naming what is wrong in the configuration or at a
   *     location
   */
  public Run run() {
    Engine engine = Engines.of(spark);
    SearchConfig config =
        SearchConfig.load(locations, overrides, Objectives.ALL, at -> read(engine, at));
    io.quarry.report.Runs all = engine.runs(runs);
    engine.plan(config, all); // Before the directory is made: what cannot be leaves nothing behind.
    RunDirectory run =
        all.open(name.isEmpty() ? io.quarry.report.Runs.defaultName(config) : name, config);
    engine.search(config, all, run, new LoggedProgress(), () -> false);
    return new Run(spark, run);
  }

  /**
   * The same where one-shot searches have several targets, {@code set("fliqs.target.gbops", "[0.2,
   * 0.4]")}: their supernets are trained side by side, a Spark task each. Each run has the name of
   * its configuration and its hash's beginning.
   *
   * @return a run for each target, in their order
   * @throws io.quarry.problem.InputException also naming why some supernet could not be trained
   */
  public List<Run> runAll() {
    Engine engine = Engines.of(spark);
    List<SearchConfig> configs =
        SearchConfig.loadAll(locations, overrides, Objectives.ALL, at -> read(engine, at));
    io.quarry.report.Runs all = engine.runs(runs);
    configs.forEach(config -> engine.plan(config, all));
    List<RunDirectory> directories =
        configs.stream()
            .map(config -> all.open(io.quarry.report.Runs.defaultName(config), config))
            .toList();
    if (configs.size() > 1) {
      engine.trainAll(configs, all, directories, new LoggedProgress(), () -> false).stream()
          .filter(failure -> !failure.isEmpty())
          .findFirst()
          .ifPresent(
              failure -> {
                throw new InputException(failure);
              });
    }
    List<Run> searched = new ArrayList<>();
    for (int i = 0; i < configs.size(); i++) {
      engine.search(configs.get(i), all, directories.get(i), new LoggedProgress(), () -> false);
      searched.add(new Run(spark, directories.get(i)));
    }
    return searched;
  }

  private String read(Engine engine, String location) {
    return texts.containsKey(location) ? texts.get(location) : engine.files().read(location);
  }

  private static List<String> with(List<String> before, String added) {
    List<String> all = new ArrayList<>(before);
    all.add(Objects.requireNonNull(added, "added"));
    return all;
  }
}
