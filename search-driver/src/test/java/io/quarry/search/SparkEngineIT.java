package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.Ending;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.score.Objectives;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import io.quarry.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkEngineIT {
  /** A supernet that is trained in a second or two, and a search of it. */
  static final List<String> SETTINGS =
      List.of(
          "name=tiny",
          "seed=5",
          "data.classes=4",
          "data.size-pixels=12",
          "data.splits={train=320,calibration=32,validation=120,test=80}",
          "supernet.stem={widths=[4],stride=2}",
          "supernet.stages=[{blocks=[inverted,fused],depths=[1,2],widths=[4,8],kernels=[3,5],"
              + "expansions=[1,2],stride=2}]",
          "supernet.recipe.batch=32",
          "supernet.recipe.phases=[{kind=largest,epochs=3,learning-rate=0.1,warmup-fraction=0},"
              + "{kind=sandwich,epochs=3,learning-rate=0.05,warmup-fraction=0}]",
          "search.evaluations=30",
          "search.batch=8",
          "search.nsga2.population=8",
          "execution.train-threads=1");

  @TempDir private Path home;

  @Test
  void aRunLeavesItsFilesAndIsPaidOnce() throws IOException {
    try (JavaSparkContext spark = spark(2)) {
      LocalRun run = new LocalRun(home, "a", spark, config());
      SearchResult first = run.search(() -> false);
      assertThat(first.summary().evaluations().paid()).isEqualTo(30);
      assertThat(first.summary().evaluations().failed()).isZero();
      assertThat(first.front().front().points()).isNotEmpty();
      List<String> keys =
          first.front().front().points().stream().map(p -> p.candidate().key()).toList();
      assertThat(first.front().confirmed().keySet()).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(names(run.directory().resolve("models")))
          .containsExactlyInAnyOrderElementsOf(keys.stream().map(key -> key + ".onnx").toList());
      assertThat(names(run.directory()))
          .contains("config.conf", "front.csv", "summary.json", "measurements");
      byte[] front = Files.readAllBytes(run.directory().resolve("front.csv"));

      SearchResult again = run.search(() -> false);
      assertThat(again.summary().evaluations().paid()).isZero();
      assertThat(again.summary().evaluations().fromStore()).isEqualTo(30);
      assertThat(Files.readAllBytes(run.directory().resolve("front.csv"))).isEqualTo(front);

      Path kept = run.directory().resolve("models").resolve(keys.get(0) + ".onnx");
      byte[] model = Files.readAllBytes(kept);
      Files.write(kept, new byte[] {1});
      run.search(() -> false);
      assertThat(Files.readAllBytes(kept)).as("confirmed before").containsExactly(1);
      Files.delete(kept);
      run.search(() -> false);
      assertThat(Files.readAllBytes(kept)).isEqualTo(model);
      assertThat(Files.readAllBytes(run.directory().resolve("front.csv"))).isEqualTo(front);
    }
  }

  @Test
  void theSeedDecidesTheFrontWhateverTheSlotsAndInterruptions() throws IOException {
    byte[] one;
    try (JavaSparkContext spark = spark(1)) {
      LocalRun run = new LocalRun(home, "one", spark, config());
      run.search(() -> false);
      one = Files.readAllBytes(run.directory().resolve("front.csv"));
    }
    try (JavaSparkContext spark = spark(2)) {
      LocalRun two = new LocalRun(home, "two", spark, config());
      two.search(() -> false);
      assertThat(Files.readAllBytes(two.directory().resolve("front.csv"))).isEqualTo(one);

      LocalRun stopped = new LocalRun(home, "stopped", spark, config());
      assertThatThrownBy(() -> stopped.search(after(4)))
          .isInstanceOf(StoppedException.class)
          .hasMessage("Training stopped after step 5 of 60; the next start continues from there");
      stopped.search(after(54 + 2)); // The training's last questions, then two of the search.
      SearchResult last = stopped.search(() -> false);
      assertThat(last.summary().evaluations().fromStore()).isLessThan(30);
      assertThat(last.summary().evaluations().paid() + last.summary().evaluations().fromStore())
          .isEqualTo(30);
      assertThat(Files.readAllBytes(stopped.directory().resolve("front.csv"))).isEqualTo(one);

      LocalRun other = new LocalRun(home, "other", spark, config("seed=6"));
      other.search(() -> false);
      assertThat(Files.readAllBytes(other.directory().resolve("front.csv"))).isNotEqualTo(one);
    }
  }

  @Test
  void aScheduledSearchStartsFromWhatEarlierRunsMeasuredAndPaysOnTop() throws IOException {
    SearchConfig config = config("search.resume=auto", "search.evaluations=12");
    try (JavaSparkContext spark = spark(2)) {
      LocalRun run = new LocalRun(home, "nightly", spark, config);
      SearchResult first = run.search(() -> false);
      assertThat(first.summary().ended()).isEqualTo(Ending.EVALUATIONS);
      assertThat(first.summary().evaluations().reused()).isZero();
      assertThat(run.runs().resumed("run", config)).isEqualTo("run-2");

      SearchResult second =
          run.engine()
              .search(config, run.runs(), run.runs().open("run-2", config), run, () -> false);
      assertThat(second.summary().evaluations())
          .isEqualTo(new Summary.Evaluations(12, 0, 0, 0, 12));
      assertThat(second.summary().hypervolumeBefore()).isEqualTo(first.summary().hypervolume());
      assertThat(second.summary().hypervolume())
          .isGreaterThanOrEqualTo(first.summary().hypervolume());
      List<StoredOutcome> rows =
          MeasurementStore.open(
                  run.runs().existing("run-2").measurements(), Objectives.SCORED, name -> false)
              .read()
              .entries();
      assertThat(rows).hasSize(24);
      assertThat(rows.stream().map(row -> row.outcome().provenance().run()).distinct())
          .containsExactly("run", "run-2");
      assertThat(run.runs().existing("run-2").driver().orElseThrow().released()).isTrue();
      assertThat(run.runs().existing("run-2").ended()).isEqualTo(Ending.EVALUATIONS);
    }
  }

  @Test
  void onATargetLayersAreScoredInTheFormatsOfTheirLeaders() throws IOException {
    SearchConfig config =
        config("policy.target=x86-vnni", "search.tactic=random", "search.evaluations=10");
    try (JavaSparkContext spark = spark(2)) {
      LocalRun run = new LocalRun(home, "target", spark, config);
      SearchResult result = run.search(() -> false);
      assertThat(result.summary().evaluations().paid()).isEqualTo(10);
      assertThat(result.summary().evaluations().failed()).isZero();
      Workload workload = Workload.load(config);
      for (Measurement point : result.front().front().points()) {
        double[] known = workload.knownCosts().of(point.candidate());
        assertThat(known[1]).isEqualTo(point.scores().of(Objectives.BOPS));
        assertThat(known[2]).isEqualTo(point.scores().of(Objectives.SIZE_BYTES));
        assertThat(Files.readString(run.directory().resolve("front.csv")))
            .contains(workload.complete(point.candidate()).restrictedTo(Policy::isDecision).text());
      }
    }
  }

  /** Guided by predictors that know the costs as scoring will measure them. */
  @Test
  void linasIsTakenUpAndLeavesATableOfItsPredictors() throws IOException {
    SearchConfig config =
        config(
            "search.tactic=linas",
            "search.evaluations=36",
            "search.linas={initial=16,least-batch=10,predicted-evaluations=500,population=20,uniform-start=false}");
    try (JavaSparkContext spark = spark(2)) {
      LocalRun run = new LocalRun(home, "linas", spark, config);
      run.search(() -> false);
      Path table = run.directory().resolve("predictors.csv");
      assertThat(Files.readAllLines(table))
          .hasSize(1 + 2 * 2)
          .anyMatch(line -> line.startsWith("1,top1-error,"))
          .anyMatch(line -> line.startsWith("2,size-bytes,"));
      byte[] front = Files.readAllBytes(run.directory().resolve("front.csv"));
      byte[] predictors = Files.readAllBytes(table);

      LocalRun stopped = new LocalRun(home, "stopped", spark, config);
      stopped.engine().train(stopped.config(), stopped.runs(), stopped, () -> false);
      stopped.search(() -> stopped.evaluated() > 0);
      SearchResult last = stopped.search(() -> false);
      assertThat(last.summary().evaluations().fromStore()).isBetween(1, 35);
      assertThat(Files.readAllBytes(stopped.directory().resolve("front.csv"))).isEqualTo(front);
      assertThat(Files.readAllBytes(stopped.directory().resolve("predictors.csv")))
          .isEqualTo(predictors);
      assertKnownCostsAreThoseMeasured(run);
    }
  }

  @Test
  void aTimedSearchKeepsItsLatenciesAndTimesNothingTwice() throws IOException {
    SearchConfig config =
        config(
            "objectives=[top1-error,latency-ms]",
            "search.evaluations=12",
            "latency={host-class=here,cap-ms=1,interval-percent=1e6,drift-percent=1e6}");
    try (JavaSparkContext spark = spark(2)) {
      LocalRun run = new LocalRun(home, "timed", spark, config);
      SearchResult first = run.search(() -> false);
      assertThat(first.summary().referencePoint().get("latency-ms")).isPositive();
      List<Timing> timings = TimingStore.open(run.open().timings()).read();
      // The largest network and that of each point, all in float32.
      assertThat(purposes(timings, Timing.Purpose.REFERENCE))
          .hasSizeBetween(2, 1 + first.front().confirmed().size())
          .doesNotHaveDuplicates();
      assertThat(purposes(timings, Timing.Purpose.SEARCH)).hasSize(12).doesNotHaveDuplicates();
      assertThat(purposes(timings, Timing.Purpose.CONFIRMATION))
          .containsExactlyInAnyOrderElementsOf(first.front().confirmed().keySet());
      for (Measurement point : first.front().front().points()) {
        assertThat(timings)
            .anyMatch(
                timing ->
                    timing.candidate().equals(point.candidate())
                        && timing.on().hostClass().equals("here")
                        && timing.latency().medianMs() == point.scores().of(Objectives.LATENCY_MS));
      }
      byte[] front = Files.readAllBytes(run.directory().resolve("front.csv"));
      run.search(() -> false);
      assertThat(TimingStore.open(run.open().timings()).read()).isEqualTo(timings);
      assertThat(Files.readAllBytes(run.directory().resolve("front.csv"))).isEqualTo(front);
    }
  }

  private static List<String> purposes(List<Timing> timings, Timing.Purpose purpose) {
    return timings.stream()
        .filter(timing -> timing.purpose() == purpose)
        .map(timing -> timing.candidate().key())
        .toList();
  }

  private static void assertKnownCostsAreThoseMeasured(LocalRun run) {
    KnownCosts known = Workload.load(run.config()).knownCosts();
    MeasurementStore store =
        MeasurementStore.open(
            run.runs().open("run", run.config()).measurements(), Objectives.SCORED, name -> false);
    List<StoredOutcome> entries = store.read().entries();
    assertThat(known.names()).containsExactly("macs", "bops", "size-bytes");
    assertThat(entries).hasSize(36);
    for (StoredOutcome entry : entries) {
      Measurement measurement = (Measurement) entry.outcome();
      double[] costs = known.of(measurement.candidate());
      for (int i = 0; i < costs.length; i++) {
        assertThat(costs[i]).isEqualTo(measurement.scores().values().get(known.names().get(i)));
      }
    }
  }

  @Test
  void aDamagedCheckpointIsRefusedByName() throws IOException {
    try (JavaSparkContext spark = spark(1)) {
      LocalRun run = new LocalRun(home, "damaged", spark, config());
      run.engine().train(run.config(), run.runs(), run, () -> false);
      Path file = supernet("damaged", run.config());
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> run.search(() -> false))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("Checkpoint " + file + " is damaged: its content has the hash ")
          .hasMessageContaining("Maybe delete it, and it is trained again.");
    }
  }

  @Test
  void measurementsOfAnotherSupernetAreNotMixedIn() throws IOException {
    try (JavaSparkContext spark = spark(1)) {
      LocalRun run = new LocalRun(home, "mixed", spark, config("search.evaluations=8"));
      run.search(() -> false);
      LocalRun other = new LocalRun(home, "source", spark, config("seed=6"));
      other.engine().train(other.config(), other.runs(), other, () -> false);
      byte[] weights = Files.readAllBytes(supernet("source", other.config()));
      Checkpoint retrained = Checkpoint.of(weights, "other");
      Checkpoint.Header header =
          Checkpoint.of(Files.readAllBytes(supernet("mixed", run.config())), "own").header();
      Files.write(
          supernet("mixed", run.config()),
          new Checkpoint(header, retrained.parameters(), Map.of()).toBytes());
      assertThatThrownBy(() -> run.search(() -> false))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("The measurements of run run were made on supernet ");
    }
  }

  private Path supernet(String name, SearchConfig config) {
    return home.resolve(name).resolve("supernets").resolve(Runs.supernetFile(config));
  }

  private SearchConfig config(String... more) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(List.of(more));
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }

  private static JavaSparkContext spark(int slots) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[" + slots + "]")
            .setAppName("SparkEngineIT")
            .set("spark.ui.enabled", "false"));
  }

  /** Becomes true when it was asked so often. */
  private static BooleanSupplier after(int questions) {
    int[] asked = {0};
    return () -> ++asked[0] > questions;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
    }
  }
}
