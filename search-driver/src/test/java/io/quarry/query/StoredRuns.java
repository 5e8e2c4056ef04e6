package io.quarry.query;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;

/** Small runs on disk, as a search leaves them, with random candidates and scores. */
final class StoredRuns {
  static final String SUPERNET = "5".repeat(64);

  private final Runs runs;

  StoredRuns(Path root) {
    runs = new Runs(Directory.of(root.toString(), new Configuration(false)), Objectives.ALL);
  }

  /** The run's own directory. */
  Runs at(String name) {
    return new Runs(runs.directory().child(name), runs.known());
  }

  RunDirectory open(String name, String... settings) {
    return runs.open(name, SearchConfig.load(List.of(), List.of(settings), Objectives.ALL));
  }

  /** A run of so many measured candidates, by a seed, and one that failed. */
  RunDirectory measured(String name, int count, long seed, String... settings) {
    RunDirectory run = open(name, settings);
    List<StoredOutcome> rows = new ArrayList<>();
    for (Measurement one : measurements(runs.configuration(run), count, seed)) {
      rows.add(new StoredOutcome(rows.size() / 4, rows.size() % 4, one));
    }
    Candidate failed = Candidate.of(Map.of("stem.width", "failed"));
    rows.add(new StoredOutcome(count, 0, new Failed(failed, "a.B: no", from(name))));
    append(run, Objectives.SCORED, rows);
    return run;
  }

  static void append(RunDirectory run, List<Objective> objectives, List<StoredOutcome> rows) {
    MeasurementStore.open(run.measurements(), objectives, Policy::isDecision).append(rows);
  }

  static List<Measurement> measurements(SearchConfig config, int count, long seed) {
    RandomGenerator random = new Seeds(seed).generator();
    Map<String, Measurement> found = new TreeMap<>();
    while (found.size() < count) {
      Candidate candidate = config.searchSpace().sample(random);
      // Few levels, so that many are equal.
      Map<String, Double> scores =
          Map.of(
              "top1-error", 10.0 + random.nextInt(40) / 2.0,
              "loss", random.nextDouble(),
              "size-bytes", 1000.0 * random.nextInt(1, 60),
              "macs", 1e6 * random.nextInt(1, 9),
              "bops", 1e9 * random.nextInt(1, 99));
      found.put(candidate.key(), new Measurement(candidate, Scores.of(scores), from("r")));
    }
    return List.copyOf(found.values());
  }

  static void time(RunDirectory run, Candidate candidate, Timing.Purpose purpose, double ms) {
    TimingStore.open(run.timings())
        .append(
            List.of(
                new Timing(
                    candidate,
                    purpose,
                    SUPERNET,
                    new Latency(ms, 0.9 * ms, 1.1 * ms, 1, 100, 1, 0, 1, true),
                    List.of(),
                    new TimedOn("", "h", "c", "r", 1, 1, 0, Instant.EPOCH))));
  }

  static Provenance from(String run) {
    return new Provenance(run, "c", SUPERNET, "d", "0.1", 1, "host-a", "cpu", Instant.EPOCH, 12.5);
  }
}
