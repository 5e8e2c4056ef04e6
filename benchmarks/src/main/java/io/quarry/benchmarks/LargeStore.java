package io.quarry.benchmarks;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
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
import io.quarry.space.SearchSpace;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes a run of very many outcomes, for {@code quarry front} and others to read: random
 * candidates of the embedded task's space, whose size and error depend on their widths and formats
 * with some noise. Files have as many rows as a search gives them.
 *
 * <p>Arguments: the directory of the run, the number of outcomes, and {@code timed} where each of
 * them shall have a timing too.
 *
 * <pre>
 * java -cp ... io.quarry.benchmarks.LargeStore /tmp/runs/million 1000000
 * SPARK_SUBMIT_OPTS=-Xmx2g ./quarry front /tmp/runs/million --where "size-bytes &lt;= 200000"
 * </pre>
 */
public final class LargeStore {
  private static final int ROWS_OF_FILE = 1024;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String SUPERNET = "5".repeat(64);

  private final SearchSpace space;
  private final RandomGenerator random;
  private final MeasurementStore outcomes;
  private final TimingStore timings;
  private final boolean timed;

  private LargeStore(SearchConfig config, RunDirectory run, boolean timed) {
    this.space = config.searchSpace();
    this.random = new Seeds(1).child("large store").generator();
    this.outcomes =
        MeasurementStore.open(run.measurements(), Objectives.SCORED, Policy::isDecision);
    this.timings = TimingStore.open(run.timings());
    this.timed = timed;
  }

  /** Writes the run. */
  public static void main(String[] arguments) {
    Directory directory = Directory.of(arguments[0], new Configuration());
    int count = Integer.parseInt(arguments[1]);
    boolean timed = arguments.length > 2 && arguments[2].equals("timed");
    List<String> settings =
        timed ? List.of("objectives=[top1-error,latency-ms,size-bytes]") : List.of();
    SearchConfig config = SearchConfig.load(List.of(), settings, Objectives.ALL);
    RunDirectory run = new Runs(directory.parent(), Objectives.ALL).open(directory.name(), config);
    new LargeStore(config, run, timed).write(count);
  }

  private void write(int count) {
    for (int batch = 0; batch * (long) ROWS_OF_FILE < count; batch++) {
      List<StoredOutcome> rows = new ArrayList<>();
      List<Timing> times = new ArrayList<>();
      int size = Math.min(ROWS_OF_FILE, count - batch * ROWS_OF_FILE);
      for (int position = 0; position < size; position++) {
        Measurement measurement = measurement();
        rows.add(new StoredOutcome(batch, position, measurement));
        if (timed) {
          times.add(timing(measurement));
        }
      }
      outcomes.append(rows);
      timings.append(times);
    }
  }

  private Measurement measurement() {
    Candidate candidate = space.sample(random);
    double bits = 0;
    double width = 1;
    for (Map.Entry<String, String> one : candidate.values().entrySet()) {
      if (Policy.isDecision(one.getKey())) {
        bits += one.getValue().startsWith("float32") ? 32 : one.getValue().charAt(3) - '0';
      } else if (one.getKey().endsWith("width")) {
        width *= Double.parseDouble(one.getValue());
      }
    }
    double size = Math.rint(width * bits * (0.5 + random.nextDouble()));
    double error = 5 + 80 / Math.log(size) * (0.5 + random.nextDouble());
    Map<Objective, Double> scores =
        Map.of(
            Objectives.TOP1_ERROR,
            error,
            Objectives.LOSS,
            error / 30,
            Objectives.SIZE_BYTES,
            size,
            Objectives.MACS,
            size * 40,
            Objectives.BOPS,
            size * 40 * bits);
    Map<String, Double> named = new TreeMap<>();
    scores.forEach((objective, value) -> named.put(objective.name(), value));
    Provenance from =
        new Provenance(
            "large",
            "c".repeat(64),
            SUPERNET,
            "d".repeat(64),
            "0.1.0",
            random.nextLong(),
            "host",
            "processor",
            START,
            100 + 50 * random.nextDouble());
    return new Measurement(candidate, Scores.of(named), from);
  }

  private Timing timing(Measurement measurement) {
    double size = measurement.scores().of(Objectives.SIZE_BYTES);
    double ms = Math.sqrt(size) / 1e3 * (0.8 + 0.4 * random.nextDouble());
    return new Timing(
        measurement.candidate(),
        Timing.Purpose.SEARCH,
        SUPERNET,
        new Latency(ms, 0.98 * ms, 1.03 * ms, 1.5, 400, 1, 0.5, 1, true),
        List.of(),
        new TimedOn("", "host", "processor", "runtime", 1, 1, 0.1, START));
  }
}
