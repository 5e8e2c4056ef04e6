package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.evaluate.CandidateTimer;
import io.quarry.latency.ModelTimer;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.TimingStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenciesTest {
  private static final Provenance PROVENANCE =
      new Provenance("run", "c", "s", "d", "v", 1, "host", "cpu", Instant.EPOCH, 1);

  @TempDir Path directory;

  private final List<Candidate> timed = new ArrayList<>();
  private final List<Double> paces = new ArrayList<>();
  private String cpu = "cpu";
  private double control = 7;
  private boolean steady = true;
  private String expected = "";

  @Test
  void whatWasMeasuredGetsItsLatencyAndIsCountedThen() {
    List<Outcome> counted = new ArrayList<>();
    Latencies latencies = latencies("s");
    latencies.arrived(measurement(1), counted::add);
    assertThat(counted).isEmpty();
    List<Outcome> complete =
        latencies.complete(List.of(measurement(2), failed(3)), counted::add, () -> false);
    assertThat(complete).isEqualTo(counted).hasSize(2);
    assertThat(complete.get(0))
        .isInstanceOfSatisfying(
            Measurement.class,
            measured -> assertThat(measured.scores().of(Objectives.LATENCY_MS)).isEqualTo(2));
    assertThat(complete.get(1)).isEqualTo(failed(3));
    assertThat(timed).containsExactly(candidate(2));
  }

  @Test
  void nothingIsTimedTwiceForOnePurpose() {
    latencies("s").complete(List.of(measurement(1), measurement(2)), o -> {}, () -> false);
    timed.clear();
    Latencies again = latencies("s");
    again.complete(List.of(measurement(1), measurement(5)), o -> {}, () -> false);
    assertThat(timed).containsExactly(candidate(5));
    again.time(List.of(candidate(1)), Timing.Purpose.CONFIRMATION, () -> false);
    again.time(List.of(candidate(1)), Timing.Purpose.CONFIRMATION, () -> false);
    assertThat(timed).containsExactly(candidate(5), candidate(1));
  }

  @Test
  void timingsOfAnotherSupernetDoNotCount() {
    latencies("s").complete(List.of(measurement(1)), o -> {}, () -> false);
    timed.clear();
    latencies("other").complete(List.of(measurement(1)), o -> {}, () -> false);
    assertThat(timed).containsExactly(candidate(1));
  }

  @Test
  void whoeverIsNotTimedWhenItStopsIsLeftOut() {
    List<Outcome> complete =
        latencies("s").complete(List.of(failed(1), measurement(2)), o -> {}, () -> true);
    assertThat(complete).containsExactly(failed(1));
  }

  @Test
  void classesOfHostsAreNotMixed() {
    latencies("s").complete(List.of(measurement(1)), o -> {}, () -> false);
    cpu = "other cpu";
    Latencies again = latencies("s");
    List<Outcome> more = List.of(measurement(2));
    assertThatThrownBy(() -> again.complete(more, o -> {}, () -> false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Run run goes by latencies of (edge: cpu, runtime 1, batch 1, 1 thread); host h is"
                + " (edge: other cpu, runtime 1, batch 1, 1 thread)");
    // What was refused was not kept.
    cpu = "cpu";
    assertThat(latencies("s").complete(more, o -> {}, () -> false)).hasSize(1);
  }

  @Test
  void hostsThatAProfileIsNotOfAreRefusedBeforeAnythingIsKept() {
    expected = "edge: cpu of the profile, runtime 1, batch 1, 1 thread";
    Latencies latencies = latencies("s");
    List<Outcome> some = List.of(measurement(1));
    assertThatThrownBy(() -> latencies.complete(some, o -> {}, () -> false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("goes by latencies of (edge: cpu of the profile, runtime 1")
        .hasMessageContaining("make a profile of it");
    assertThat(latencies.summary()).isEmpty();
  }

  @Test
  void allIsHeldToThePaceOfTheFirstSteadyTiming() {
    steady = false;
    latencies("s").complete(List.of(measurement(1)), o -> {}, () -> false);
    steady = true;
    Latencies again = latencies("s");
    again.complete(List.of(measurement(2), measurement(3), measurement(4)), o -> {}, () -> false);
    latencies("s").complete(List.of(measurement(5)), o -> {}, () -> false);
    assertThat(paces).containsExactly(ModelTimer.ANY_PACE, ModelTimer.ANY_PACE, 8.0, 8.0, 8.0);
  }

  private Latencies latencies(String supernetHash) {
    TimingStore store =
        TimingStore.open(
            Directory.of(directory.toString(), new Configuration(false)).child("timings"));
    return new Latencies(new FakeTimer(supernetHash), store, "run", supernetHash, expected);
  }

  /** A candidate's x is its latency. */
  private final class FakeTimer implements CandidateTimer {
    private final String supernetHash;

    FakeTimer(String supernetHash) {
      this.supernetHash = supernetHash;
    }

    @Override
    public void time(
        List<Candidate> candidates,
        Timing.Purpose purpose,
        double paceMs,
        Consumer<List<Timing>> arrived,
        BooleanSupplier stop) {
      candidates.forEach(one -> paces.add(paceMs));
      if (!candidates.isEmpty() && !stop.getAsBoolean()) {
        timed.addAll(candidates);
        arrived.accept(candidates.stream().map(one -> timing(one, purpose)).toList());
      }
    }

    private Timing timing(Candidate candidate, Timing.Purpose purpose) {
      double ms = Double.parseDouble(candidate.value("x"));
      return new Timing(
          candidate,
          purpose,
          supernetHash,
          new Latency(ms, ms, ms, 1, 10, control++, 0, 1, steady),
          List.of(),
          new TimedOn("edge", "h", cpu, "runtime 1", 1, 1, 0, Instant.EPOCH));
    }
  }

  private static Candidate candidate(int x) {
    return Candidate.of(Map.of("x", String.valueOf(x)));
  }

  private static Measurement measurement(int x) {
    return new Measurement(candidate(x), Scores.of(Map.of("loss", 1.0)), PROVENANCE);
  }

  private static Failed failed(int x) {
    return new Failed(candidate(x), "cause", PROVENANCE);
  }
}
