package io.quarry.benchmarks;

import io.quarry.hyperspace.Draws;
import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.Input;
import io.quarry.hyperspace.QtScorer;
import io.quarry.hyperspace.QtSettings;
import io.quarry.hyperspace.StageSpace;
import io.quarry.hyperspace.StageTable;
import io.quarry.hyperspace.StageTableBuilder;
import io.quarry.hyperspace.SubStage;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of one Q-T score, of a space as large as SpaceEvo's: six stages with a thousand
 * sub-stages each, three resolutions. Beside it the same score as one would write it down: a list
 * of rows for each stage and resolution, drawn from one after the other, and a list of losses that
 * is sorted. Also the time to draw the networks, which a search of thousands of spaces does once.
 * One thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class QtScoreBenchmark {
  private static final int STAGES = 6;
  private static final int RESOLUTIONS = 3;
  private static final int ROWS = 333;
  private static final int BEST = 50;
  private static final int LOT = 500;
  private static final double TARGET_SHARE = 0.08;
  private static final double EXPONENT = 0.01;

  /** N. */
  @Param({"20000", "100000"})
  public int samples;

  /** So many networks of a thousand are within the constraint. */
  @Param({"2", "100"})
  public int within;

  private final StageSpace space =
      new StageSpace(Collections.nCopies(STAGES, 0), Collections.nCopies(STAGES, 0));

  private StageTable table;
  private List<List<List<SubStage>>> rows;
  private QtScorer scorer;
  private Draws draws;
  private double limitMs;
  private long seed;

  /** Makes the table, and looks for the constraint. */
  @Setup
  public void make() {
    RandomGenerator random = new Seeds(1).generator();
    StageTableBuilder builder = new StageTableBuilder("random");
    rows = new ArrayList<>();
    for (int r = 0; r < RESOLUTIONS; r++) {
      rows.add(new ArrayList<>());
      for (int s = 0; s < STAGES; s++) {
        List<SubStage> some = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
          double size = random.nextDouble();
          double loss = 0.6 - 0.3 * size + 0.05 * random.nextDouble();
          double latencyMs = (1 + r) * (0.5 + size);
          some.add(new SubStage(new Input(5 + r, 5 + r), loss, size, size, latencyMs));
          builder.add(String.valueOf(s), "0", "0", some.get(i));
        }
        rows.get(r).add(some);
      }
    }
    table = builder.build(FixedParts.parse(List.of()));
    draws = Draws.of(samples, table, random);
    limitMs = limit(random);
    scorer =
        new QtScorer(
            table, List.of(limitMs), new QtSettings(samples, BEST, TARGET_SHARE, EXPONENT));
  }

  private double limit(RandomGenerator random) {
    List<Double> latencies = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<List<SubStage>> stages = rows.get(random.nextInt(RESOLUTIONS));
      double ms = 0;
      for (List<SubStage> some : stages) {
        ms += some.get(random.nextInt(ROWS)).latencyMs();
      }
      latencies.add(ms);
    }
    Collections.sort(latencies);
    return latencies.get(samples / 1000 * within);
  }

  /** Ours. */
  @Benchmark
  public double score() {
    return scorer.score(space, draws).total();
  }

  /** The draws for all scores of a search. */
  @Benchmark
  public Draws draws() {
    return Draws.of(samples, table, new Seeds(seed++).generator());
  }

  /** As one would write it down. */
  @Benchmark
  public double plain() {
    RandomGenerator random = new Seeds(seed++).generator();
    List<Double> losses = new ArrayList<>();
    for (int lot = 0; lot < samples / LOT; lot++) {
      List<List<SubStage>> stages = rows.get(random.nextInt(RESOLUTIONS));
      for (int i = 0; i < LOT; i++) {
        double loss = 0;
        double ms = 0;
        for (List<SubStage> some : stages) {
          SubStage row = some.get(random.nextInt(some.size()));
          loss += row.loss();
          ms += row.latencyMs();
        }
        if (ms <= limitMs) {
          losses.add(loss);
        }
      }
    }
    Collections.sort(losses);
    double mean =
        losses.stream().limit(BEST).mapToDouble(Double::doubleValue).average().orElse(1e5);
    double share = (double) losses.size() / samples + 1e-5;
    return 1 / (Math.max(1, Math.pow(TARGET_SHARE / share, EXPONENT)) * mean);
  }
}
