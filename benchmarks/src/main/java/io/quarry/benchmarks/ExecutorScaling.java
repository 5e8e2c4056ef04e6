package io.quarry.benchmarks;

import io.quarry.config.SearchConfig;
import io.quarry.evaluate.Scorer;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.evaluate.SupernetScoring;
import io.quarry.score.Objectives;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Candidates a second on two executors of one core each over one, in turns, the order changing from
 * round to round. The candidates are real ones, of a supernet as it was initialized, each of
 * another architecture, so that each is calibrated anew.
 *
 * <p>Arguments: rounds (3), then settings {@code key=value} of the configuration, or {@code sleep}
 * for candidates that sleep half a second, which tells what the engine alone loses where there are
 * no two cores to have.
 */
public final class ExecutorScaling {
  private static final int CANDIDATES = 80;

  /** For each executor, so that the compilers of all have done their work. */
  private static final int WARM_UP = 60;

  private static final long SLEEP_MS = 500;

  private ExecutorScaling() {}

  /** Prints rates and ratio. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    boolean sleeps = arguments.length > 1 && arguments[1].equals("sleep");
    List<String> settings =
        sleeps
            ? List.of()
            : Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    SearchConfig config = SearchConfig.load(List.of(), settings, Objectives.ALL);
    Scorer scoring =
        sleeps
            ? new FakeScorer(SLEEP_MS)
            : new SupernetScoring(ScoringBenchmark.scorer(config), List.of());
    Map<Integer, List<Double>> rates =
        new TreeMap<>(Map.of(1, new ArrayList<>(), 2, new ArrayList<>()));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Candidate> candidates =
          sleeps ? FakeScorer.candidates(0, 2 * WARM_UP + CANDIDATES) : sampled(config, round);
      int first = 1 + round % 2;
      for (int executors : new int[] {first, 3 - first}) {
        double rate = rate(executors, scoring, candidates);
        System.out.printf("round %d: %d executor(s): %.2f candidates/s%n", round, executors, rate);
        rates.get(executors).add(rate);
      }
      ratios.add(rates.get(2).get(round) / rates.get(1).get(round));
    }
    System.out.printf(
        "median: one %.2f, two %.2f candidates/s; ratio of each round %s%n",
        ScoringBenchmark.median(rates.get(1)),
        ScoringBenchmark.median(rates.get(2)),
        ratios.stream().map("%.2f"::formatted).toList());
  }

  private static List<Candidate> sampled(SearchConfig config, int round) {
    RandomGenerator random = new Seeds(config.seed()).child("round", round).generator();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 2 * WARM_UP + CANDIDATES; i++) {
      candidates.add(config.declaredSpace().sample(random));
    }
    return candidates;
  }

  private static double rate(int executors, Scorer scoring, List<Candidate> candidates) {
    String master = "local-cluster[%d,1,1024]".formatted(executors);
    try (JavaSparkContext spark = Sessions.open(master, "1g");
        SparkEvaluator evaluator = Sessions.evaluator(spark, scoring, Duration.ofMinutes(5))) {
      List<Candidate> warmUp = candidates.subList(CANDIDATES, CANDIDATES + executors * WARM_UP);
      evaluator.evaluate("Warm-up", warmUp, o -> {}, () -> false);
      long start = System.nanoTime();
      evaluator.evaluate("Timed", candidates.subList(0, CANDIDATES), o -> {}, () -> false);
      return CANDIDATES / ((System.nanoTime() - start) / 1e9);
    }
  }
}
