package io.quarry.benchmarks;

import io.quarry.api.Run;
import io.quarry.api.Search;
import io.quarry.config.SearchConfig;
import io.quarry.score.Objectives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The arguments of a benchmark that searches: configurations, options of its own, and settings
 * {@code key=value} of the configuration.
 */
record Arguments(List<String> files, Map<String, String> options, List<String> settings) {

  /**
   * Sorts them.
   *
   * @param defaults of all options there are
   */
  static Arguments of(String[] arguments, Map<String, String> defaults) {
    List<String> files = new ArrayList<>();
    Map<String, String> options = new TreeMap<>(defaults);
    List<String> settings = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String key = equals < 0 ? "" : argument.substring(0, equals);
      if (key.isEmpty()) {
        files.add(argument);
      } else if (options.containsKey(key)) {
        options.put(key, argument.substring(equals + 1));
      } else {
        settings.add(argument);
      }
    }
    return new Arguments(List.copyOf(files), options, List.copyOf(settings));
  }

  String option(String key) {
    return options.get(key);
  }

  int count(String key) {
    return Integer.parseInt(option(key));
  }

  /** What an option lists, separated by commas. */
  List<String> list(String key) {
    return Arrays.stream(option(key).split(",", -1)).filter(one -> !one.isEmpty()).toList();
  }

  List<Double> numbers(String key) {
    return list(key).stream().map(Double::valueOf).toList();
  }

  /** The configuration with more settings, which go before those of the arguments. */
  SearchConfig config(List<String> more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(more);
    return SearchConfig.load(files.stream().map(Path::of).toList(), all, Objectives.ALL);
  }

  /** A search of the configuration into the directory that option {@code runs} names. */
  Run search(SparkSession spark, List<String> more) {
    Search search = Search.of(spark).runs(option("runs"));
    for (String file : files) {
      search = search.configuration(file);
    }
    List<String> all = new ArrayList<>(settings);
    all.addAll(more);
    for (String setting : all) {
      int equals = setting.indexOf('=');
      search = search.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return search.run();
  }
}
