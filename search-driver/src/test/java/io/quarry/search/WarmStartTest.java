package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.evaluate.RunIdentity;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.pareto.Hypervolume;
import io.quarry.quantize.Policy;
import io.quarry.report.Ending;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {
  @TempDir Path root;

  @Test
  void whatOtherRunsMeasuredInTheSameWayIsTakenOverWithWhereItCameFrom() {
    SearchConfig config = config();
    Workload workload = Workload.load(config);
    List<Candidate> candidates = workload.uniformCandidates();
    Measurement early = measured(candidates.get(0), "first", 1);
    Measurement again = measured(candidates.get(0), "second", 2);
    Measurement late = measured(candidates.get(1), "second", 3);
    run("second", config("search.evaluations=7"), again, late);
    run("first", config("search.tactic=random"), early, failed(candidates.get(2), "first"));

    RunDirectory run = open("new", config);
    copy(run, workload);

    List<StoredOutcome> rows = store(run, workload).read().entries();
    assertThat(rows).allMatch(StoredOutcome::isReused);
    assertThat(rows.stream().map(StoredOutcome::outcome))
        .containsExactlyInAnyOrder(early, late)
        .isSortedAccordingTo((a, b) -> a.candidate().key().compareTo(b.candidate().key()));
    assertThat(root.resolve("runs/new/reused.json"))
        .content()
        .containsIgnoringWhitespaces(
            """
            "measurements" : 2, "timings" : 0,
            "from" : [ { "run" : "first", "measurements" : 1 },
                       { "run" : "second", "measurements" : 1 } ]
            """);
  }

  @Test
  void whatWasMeasuredInAnotherWayOrIsNotInTheSpaceIsLeft() {
    SearchConfig config = config("space.restrict.stage1.width=4");
    Workload workload = Workload.load(config);
    Candidate fits = workload.uniformCandidates().get(0);
    Candidate wide = Workload.load(config()).uniformCandidates().get(0);
    assertThat(workload.space().contains(wide)).isFalse();
    run("wide", config(), measured(wide, "wide", 1));
    run("calibrated", config("policy.weight-calibrator=min-max"), measured(fits, "calibrated", 1));
    run("tensor", config("policy.weight-granularity=tensor"), measured(fits, "tensor", 1));
    run("retrained", config(), withOrigin(fits, "other", "data"));
    run("redrawn", config(), withOrigin(fits, "supernet", "other"));

    RunDirectory run = open("new", config);
    copy(run, workload);

    assertThat(store(run, workload).read().entries()).isEmpty();
    assertThat(root.resolve("runs/new/reused.json")).exists();
  }

  @Test
  void itIsDoneOnceBeforeARunBegins() throws IOException {
    SearchConfig config = config();
    Workload workload = Workload.load(config);
    List<Candidate> candidates = workload.uniformCandidates();
    run("a", config, measured(candidates.get(0), "a", 1));
    RunDirectory run = open("new", config);
    copy(run, workload);
    run("b", config, measured(candidates.get(1), "b", 1));
    copy(run, workload);
    assertThat(store(run, workload).read().entries()).hasSize(1);

    RunDirectory begun = open("begun", config);
    store(begun, workload)
        .append(List.of(new StoredOutcome(0, 0, measured(candidates.get(3), "begun", 1))));
    copy(begun, workload);
    assertThat(store(begun, workload).read().entries()).hasSize(1);

    Files.writeString(root.resolve("runs/a/config.conf"), "sede = 1");
    RunDirectory later = open("later", config);
    copy(later, workload);
    assertThat(store(later, workload).read().entries())
        .as("without the run that cannot be read, but all that others had of it")
        .hasSize(3);
  }

  @Test
  void whereverItIsCutOffTheNextStartDoesTheRest() throws IOException {
    SearchConfig config = config();
    Workload workload = Workload.load(config);
    List<Candidate> candidates = workload.uniformCandidates();
    run("a", config, measured(candidates.get(0), "a", 1), measured(candidates.get(1), "a", 2));
    int steps = 4; // The rows under a hidden name and their own, and what they came from.
    for (int step = 1; step <= steps; step++) {
      RunDirectory run = open("new" + step, config);
      RunDirectory dying = run.guarded(new Crash(step));
      assertThatThrownBy(() -> copy(dying, workload)).isInstanceOf(Crash.Ended.class);
      copy(run, workload);
      assertThat(store(run, workload).read().entries()).hasSize(2);
      assertThat(store(run, workload).read().problems())
          .allMatch(problem -> problem.contains("unfinished"));
      assertThat(run.hasReused()).isTrue();
      Files.delete(root.resolve("runs/new" + step + "/config.conf")); // Else it is a source, too.
    }
    Crash guard = Crash.never();
    copy(open("whole", config).guarded(guard), workload);
    assertThat(guard.steps()).isEqualTo(steps);
  }

  @Test
  void aTimedSearchTakesOverWhatWasTimedByTheSameProtocol() {
    String latency = "objectives=[top1-error,latency-ms]";
    SearchConfig config = config(latency);
    Workload workload = Workload.load(config);
    List<Candidate> candidates = workload.uniformCandidates();
    RunDirectory timed = run("timed", config, measured(candidates.get(0), "timed", 1));
    Timing timing = timing(candidates.get(0));
    TimingStore.open(timed.timings()).append(List.of(timing));
    run("untimed", config(), measured(candidates.get(1), "untimed", 1));
    RunDirectory other =
        run("other", config(latency, "latency.batch=8"), measured(candidates.get(2), "other", 1));
    TimingStore.open(other.timings()).append(List.of(timing(candidates.get(2))));

    RunDirectory run = open("new", config);
    copy(run, workload);

    assertThat(store(run, workload).read().entries().stream().map(StoredOutcome::outcome))
        .containsExactly(measured(candidates.get(0), "timed", 1));
    assertThat(TimingStore.open(run.timings()).read()).containsExactly(timing);
  }

  /** Budgets are for what is paid on top, and a search ends as it would undisturbed. */
  @Test
  void whatIsReusedIsNeverAskedForAndComesOnTopOfTheBudget() {
    Directory store = Directory.of(root.toString(), new Configuration(false)).child("toy");
    List<StoredOutcome> known =
        IntStream.range(0, 30)
            .mapToObj(i -> ToySearch.SPACE.candidate(new int[] {i % 4, i / 4 % 3, 1, 1, 2, i % 3}))
            .distinct()
            .map(candidate -> ToySearch.outcome(candidate, "earlier"))
            .filter(Measurement.class::isInstance)
            .map(outcome -> new StoredOutcome(StoredOutcome.REUSED, 0, outcome))
            .toList();
    ToySearch.store(store).append(known);
    Search search = new ToySearch().upTo(20).of(store);
    search.run(() -> false);

    assertThat(search.ending()).isEqualTo(Ending.EVALUATIONS);
    assertThat(search.progress().reused()).isEqualTo(known.size());
    assertThat(search.progress().evaluations()).isEqualTo(20);
    List<StoredOutcome> rows = ToySearch.store(store).read().entries();
    assertThat(rows).hasSize(known.size() + 20).containsAll(known);
    assertThat(rows.stream().map(row -> row.outcome().candidate())).doesNotHaveDuplicates();
    assertThat(rows.stream().filter(StoredOutcome::isReused))
        .allMatch(row -> row.outcome().provenance().run().equals("earlier"));
    Tally before =
        new Tally(
            List.of(ToySearch.ERROR, ToySearch.COST),
            List.of(),
            Hypervolume.of(new double[] {100, 30}));
    known.forEach(row -> before.countReused(row.outcome()));
    assertThat(search.volumeBefore()).isEqualTo(before.volume()).isPositive();
    assertThat(search.tally().volume()).isGreaterThanOrEqualTo(search.volumeBefore());

    Search again = new ToySearch().upTo(20).of(store);
    again.run(() -> false);
    assertThat(again.progress().paid()).isZero();
    assertThat(again.tally().front()).isEqualTo(search.tally().front());
  }

  private void copy(RunDirectory run, Workload workload) {
    new WarmStart(
            runs(),
            run,
            workload,
            new RunIdentity(run.name(), "c", "supernet", "data", "v"),
            store(run, workload),
            TimingStore.open(run.timings()))
        .copy();
  }

  private RunDirectory run(String name, SearchConfig config, Outcome... outcomes) {
    RunDirectory run = open(name, config);
    List<StoredOutcome> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      rows.add(new StoredOutcome(0, rows.size(), outcome));
    }
    MeasurementStore.open(run.measurements(), Objectives.SCORED, Policy::isDecision).append(rows);
    return run;
  }

  private RunDirectory open(String name, SearchConfig config) {
    return runs().open(name, config);
  }

  private Runs runs() {
    return new Runs(
        Directory.of(root.toString(), new Configuration(false)).child("runs"), Objectives.ALL);
  }

  private static MeasurementStore store(RunDirectory run, Workload workload) {
    return MeasurementStore.open(run.measurements(), workload.scored(), Policy::isDecision);
  }

  private static SearchConfig config(String... more) {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    settings.add("policy.formats=[int8,int4]");
    settings.addAll(List.of(more));
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }

  private static Measurement measured(Candidate candidate, String run, int second) {
    return new Measurement(
        candidate, scores(), provenance(run, "supernet", "data", Instant.ofEpochSecond(second)));
  }

  private static Measurement withOrigin(Candidate candidate, String supernet, String data) {
    return new Measurement(candidate, scores(), provenance("x", supernet, data, Instant.EPOCH));
  }

  private static Failed failed(Candidate candidate, String run) {
    return new Failed(candidate, "no", provenance(run, "supernet", "data", Instant.EPOCH));
  }

  private static Scores scores() {
    Map<String, Double> values = new TreeMap<>();
    for (Objective objective : Objectives.SCORED) {
      values.put(objective.name(), 5.0);
    }
    return Scores.of(values);
  }

  private static Provenance provenance(String run, String supernet, String data, Instant at) {
    return new Provenance(run, "c", supernet, data, "v", 1, "host", "cpu", at, 1);
  }

  private static Timing timing(Candidate candidate) {
    return new Timing(
        candidate,
        Timing.Purpose.SEARCH,
        "supernet",
        new Latency(0.25, 0.24, 0.3, 1.5, 400, 0.4, -1.25, 2, true),
        List.of(),
        new TimedOn("edge", "host", "cpu", "onnxruntime 1", 1, 1, 0.5, Instant.EPOCH));
  }
}
