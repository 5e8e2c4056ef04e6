package io.quarry.benchmarks;

import io.quarry.evaluate.SparkEvaluator;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * 500 candidates of which 5 % throw, hang or eat all memory, in turn, on two executors of one core:
 * does the evaluation end, what are the failures called, and how busy are the slots?
 *
 * <p>Arguments: milliseconds that a good candidate takes (1,000), milliseconds that one may take
 * (3,000), and {@code crashes} if some are also to end their executors.
 */
public final class BadCandidates {
  private static final int CANDIDATES = 500;
  private static final int EVERY = 20;
  private static final int SLOTS = 2;

  private BadCandidates() {}

  /** Prints what came of it. */
  public static void main(String[] arguments) {
    long workMs = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000;
    long timeoutMs = arguments.length > 1 ? Long.parseLong(arguments[1]) : 3_000;
    List<String> kinds =
        new ArrayList<>(List.of(FakeScorer.THROWS, FakeScorer.HANGS, FakeScorer.EATS));
    if (List.of(arguments).contains(FakeScorer.CRASHES)) {
      kinds.add(FakeScorer.CRASHES);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < CANDIDATES; i++) {
      boolean bad = i % EVERY == EVERY / 2;
      candidates.add(
          FakeScorer.candidate(i, bad ? kinds.get(i / EVERY % kinds.size()) : FakeScorer.WORKS));
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (JavaSparkContext spark = Sessions.open("local-cluster[%d,1,1024]".formatted(SLOTS), "1g");
        SparkEvaluator evaluator =
            Sessions.evaluator(spark, new FakeScorer(workMs), Duration.ofMillis(timeoutMs))) {
      // Executors are up before the clock runs.
      evaluator.evaluate("Warm-up", FakeScorer.candidates(-8, 0), o -> {}, () -> false);
      evaluator.evaluate("Bad candidates", candidates, outcomes::add, () -> false);
    }
    print(outcomes);
  }

  private static void print(List<Outcome> outcomes) {
    Map<String, Long> failures =
        outcomes.stream()
            .filter(Failed.class::isInstance)
            .collect(
                Collectors.groupingBy(
                    outcome ->
                        outcome.candidate().value("does") + ": " + ((Failed) outcome).cause(),
                    TreeMap::new,
                    Collectors.counting()));
    failures.forEach((cause, count) -> System.out.printf("%3d × %s%n", count, cause));
    long distinct = outcomes.stream().map(o -> o.candidate().key()).distinct().count();
    Instant from =
        outcomes.stream().map(o -> o.provenance().startedAt()).min(Comparator.naturalOrder()).get();
    Instant to = outcomes.stream().map(BadCandidates::end).max(Comparator.naturalOrder()).get();
    double wallMs = Duration.between(from, to).toMillis();
    double busyMs = outcomes.stream().mapToDouble(o -> o.provenance().durationMs()).sum();
    System.out.printf(
        "%d outcomes of %d candidates, %d failed; %.1f s; slots busy %.1f %% of the time%n",
        outcomes.size(),
        distinct,
        failures.values().stream().mapToLong(Long::longValue).sum(),
        wallMs / 1e3,
        100 * busyMs / (SLOTS * wallMs));
  }

  private static Instant end(Outcome outcome) {
    return outcome
        .provenance()
        .startedAt()
        .plusMillis(Math.round(outcome.provenance().durationMs()));
  }
}
