package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.outcome.Outcome;
import io.quarry.quantize.Policy;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A copy, which a test may spoil, of a run that was made once. */
final class CopiedRun {
  static final Configuration HADOOP = new Configuration(false);
  static final SearchConfig CONFIG =
      SearchConfig.load(
          List.of(),
          Stream.concat(SparkEngineIT.SETTINGS.stream(), Stream.of("search.evaluations=16"))
              .toList(),
          Objectives.ALL);
  static final String RUN = "r";

  private final Path made;
  private final Path runs;

  private CopiedRun(Path made, Path runs) {
    this.made = made;
    this.runs = runs;
  }

  /** Searches into an empty directory. */
  static void make(Path made) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("CopiedRun")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      SparkEngine engine = new SparkEngine("local", HADOOP, () -> spark);
      Runs runs = engine.runs(made.toString());
      engine.search(CONFIG, runs, runs.open(RUN, CONFIG), new Silence(), () -> false);
    }
  }

  /** A copy below {@code home} of what was made. */
  static CopiedRun of(Path made, Path home) throws IOException {
    Path runs = home.resolve("runs");
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.toList()) {
        Path to = runs.resolve(made.relativize(file).toString());
        Files.createDirectories(to.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, to);
        }
      }
    }
    return new CopiedRun(made, runs);
  }

  String location() {
    return runs.resolve(RUN).toString();
  }

  /** Keys of what was made, whatever the copy holds. */
  List<String> front() {
    return new Runs(Directory.of(made.toString(), HADOOP), Objectives.ALL)
        .existing(RUN)
        .frontKeys();
  }

  String notOnTheFront() {
    List<String> keys = new ArrayList<>(outcomes().keySet());
    keys.removeAll(front());
    return keys.get(0);
  }

  Path supernet() {
    return runs.resolve("supernets").resolve(Runs.supernetFile(CONFIG));
  }

  Map<String, Outcome> outcomes() {
    Map<String, Outcome> outcomes = new TreeMap<>();
    store()
        .read()
        .entries()
        .forEach(entry -> outcomes.put(entry.outcome().candidate().key(), entry.outcome()));
    return outcomes;
  }

  /** Puts an outcome into the copy's store in place of what the store holds; gives its key. */
  String replace(Outcome outcome) {
    try (Stream<Path> files = Files.list(runs.resolve(RUN).resolve("measurements"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store().append(List.of(new StoredOutcome(0, 0, outcome)));
    return outcome.candidate().key();
  }

  private MeasurementStore store() {
    return MeasurementStore.open(
        Directory.of(location() + "/measurements", HADOOP), Objectives.ALL, Policy::isDecision);
  }
}
