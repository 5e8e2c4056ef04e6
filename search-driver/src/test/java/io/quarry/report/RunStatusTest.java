package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.FakeTime;
import io.quarry.store.Lease;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStatusTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));
  private static final SearchConfig CONFIG =
      SearchConfig.load(List.of(), List.of("search.evaluations=10"), KNOWN);
  private static final RunProgress PROGRESS =
      new RunProgress(
          "search",
          3,
          10,
          "front 2",
          3,
          10,
          1,
          1,
          2,
          2,
          0.5,
          6,
          Instant.parse("2026-01-01T00:00:00Z"),
          Instant.parse("2026-01-01T00:00:30Z"));

  @TempDir Path root;

  private final FakeTime time = new FakeTime();
  private RunDirectory run;

  @BeforeEach
  void measure() {
    Directory directory = Directory.of(root.toString(), new Configuration(false));
    run = new Runs(directory, KNOWN).open("r", CONFIG);
    MeasurementStore.open(run.measurements(), KNOWN, name -> false)
        .append(
            List.of(
                measured(StoredOutcome.REUSED, 0, "other"),
                measured(0, 0, "r"),
                measured(0, 1, "r"),
                new StoredOutcome(0, 2, new Failed(candidate(2), "no", from("r")))));
  }

  @Test
  void aRunThatADriverIsAtIsRunning() throws IOException {
    run.write(PROGRESS);
    try (Lease lease = run.lease(time.leases())) {
      lease.requireHeld();
      RunStatus status = RunStatus.of(run, CONFIG, time.leases());

      assertThat(status.state()).isEqualTo(RunStatus.State.RUNNING);
      assertThat(status.text().lines().map(String::strip))
          .contains("state      running")
          .contains("phase      search, 3 of 10: front 2")
          .contains("paid for   3 of 10 candidates")
          .contains("failed     1")
          .contains("reused     1")
          .contains("under way  2")
          .contains("rate       6.0 candidates a minute")
          .contains("front      2 points, hypervolume 0.500000")
          .contains("left       1 min 10 s")
          .anyMatch(
              line ->
                  line.startsWith(
                      "driver     process %d of ".formatted(ProcessHandle.current().pid())));
      JsonNode json = new ObjectMapper().readTree(status.json());
      assertThat(json.get("state").asText()).isEqualTo("running");
      assertThat(json.get("measured").asInt()).isEqualTo(2);
      assertThat(json.get("failed").asInt()).isEqualTo(1);
      assertThat(json.get("reused").asInt()).isEqualTo(1);
      assertThat(json.get("seconds_left").asLong()).isEqualTo(70);
      assertThat(json.get("progress").get("per_minute").asDouble()).isEqualTo(6);
      assertThat(json.get("driver").get("released").asBoolean()).isFalse();
      assertThat(json.get("ended").asText()).isEqualTo("not-yet");
    }
  }

  @Test
  void aBudgetIsWhatTheDriverSaysAndAtMostWhatTheTacticProposes() {
    SearchConfig fliqs =
        SearchConfig.load(List.of(), List.of("search.tactic=fliqs", "fliqs.target.gbops=1"), KNOWN);
    SearchConfig uniform =
        SearchConfig.load(
            List.of(), List.of("search.tactic=uniform", "policy.formats=[int8,int4]"), KNOWN);
    assertThat(RunStatus.of(run, fliqs, time.leases()).budget()).isEqualTo(2);
    assertThat(RunStatus.of(run, uniform, time.leases()).budget()).isEqualTo(4);
    assertThat(RunStatus.of(run, CONFIG, time.leases()).budget())
        .isEqualTo(CONFIG.search().evaluations());
    run.write(PROGRESS);
    assertThat(RunStatus.of(run, fliqs, time.leases()).budget()).isEqualTo(10);
  }

  @Test
  void aRunThatNobodyIsAtIsIdleOrDone() throws IOException {
    assertThat(RunStatus.of(run, CONFIG, time.leases()).state()).isEqualTo(RunStatus.State.IDLE);
    run.lease(time.leases()).close();
    RunStatus idle = RunStatus.of(run, CONFIG, time.leases());
    assertThat(idle.state()).isEqualTo(RunStatus.State.IDLE);
    assertThat(idle.left()).isEmpty();
    assertThat(idle.text()).contains("not running; the next start continues");

    Files.writeString(root.resolve("r/summary.json"), "{\"ended\":\"evaluations\"}");
    assertThat(RunStatus.of(run, CONFIG, time.leases()).state()).isEqualTo(RunStatus.State.DONE);
  }

  @Test
  void aRunWhoseDriverDoesNotRenewItsLeaseSeemsDead() throws IOException {
    run.write(PROGRESS);
    Files.writeString(
        root.resolve("r/driver-000003.lease"),
        "{\"host\":\"h\",\"pid\":1,\"processes\":\"\",\"user\":\"ada\","
            + "\"since\":\"2026-01-01T00:00:00Z\",\"renewed\":\"2026-01-01T00:00:00Z\","
            + "\"beats\":4,\"released\":false}");

    RunStatus status = RunStatus.of(run, CONFIG, time.leases());

    assertThat(status.state()).isEqualTo(RunStatus.State.DEAD);
    assertThat(status.left()).isEmpty();
    assertThat(status.text()).contains("seems dead", "process 1 of ada on host h");
  }

  @Test
  void whatCannotBeReadIsTold() throws IOException {
    Files.writeString(root.resolve("r/measurements/outcomes-000009.parquet"), "torn");
    Files.writeString(root.resolve("r/progress.json"), "{\"pha");

    RunStatus status = RunStatus.of(run, CONFIG, time.leases());

    assertThat(status.problems()).singleElement().asString().contains("outcomes-000009");
    assertThat(status.text()).contains("unreadable", "outcomes-000009", "unknown, 0 of 0");
  }

  @Test
  void theJournalIsTextThatDependsOnWhatWasMeasuredAlone() {
    assertThat(RunStatus.journal(run))
        .containsExactly(
            "-1 0 %s measured {size-bytes=7.0, top1-error=5.0}".formatted(key(0)),
            "0 0 %s measured {size-bytes=7.0, top1-error=5.0}".formatted(key(10)),
            "0 1 %s measured {size-bytes=7.0, top1-error=5.0}".formatted(key(11)),
            "0 2 %s failed no".formatted(key(2)));
  }

  @Test
  void progressIsReadAsItWasWritten() {
    assertThat(RunProgress.parse(PROGRESS.json())).isEqualTo(PROGRESS);
  }

  private static String key(int x) {
    return candidate(x).key();
  }

  private static StoredOutcome measured(int batch, int position, String from) {
    Scores scores = Scores.of(Map.of("top1-error", 5.0, "size-bytes", 7.0));
    int x = batch < 0 ? 0 : 10 + position;
    return new StoredOutcome(batch, position, new Measurement(candidate(x), scores, from(from)));
  }

  private static Candidate candidate(int x) {
    return Candidate.of(Map.of("x", String.valueOf(x)));
  }

  private static Provenance from(String run) {
    return new Provenance(run, "c", "s", "d", "v", 1, "h", "p", Instant.EPOCH, 1);
  }
}
