package io.quarry.benchmarks;

import io.quarry.evaluate.SparkEvaluator;
import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the engine itself costs, with candidates that do nothing or sleep.
 *
 * <ul>
 *   <li>{@code rate MASTER}: trivial evaluations a second, in batches of 1,000 and of 40, and
 *       without barriers.
 *   <li>{@code tasks MASTER}: the same with candidates too slow to share a task (60 ms) on more
 *       slots than the driver can feed: tasks a second, the driver's limit.
 *   <li>{@code overhead MASTER}: slot time an evaluation of one second costs beyond that second.
 *   <li>{@code memory MASTER}: heap in use after a collection, each 10,000 of 100,000 outcomes; run
 *       it with -Xmx1g.
 * </ul>
 */
public final class EngineBenchmark {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private EngineBenchmark() {}

  /** Runs one of them. */
  public static void main(String[] arguments) {
    String what = arguments[0];
    try (JavaSparkContext spark = Sessions.open(arguments[1], "1g")) {
      switch (what) {
        case "rate" -> rate(spark);
        case "tasks" -> tasks(spark);
        case "overhead" -> overhead(spark);
        case "memory" -> memory(spark);
        default -> throw new IllegalArgumentException(what);
      }
    }
  }

  private static void rate(JavaSparkContext spark) {
    try (SparkEvaluator evaluator = Sessions.evaluator(spark, new FakeScorer(0), TIMEOUT)) {
      int number = 0;
      for (int round = 0; round < 5; round++) {
        number = printRate(evaluator, number, 5_000, 1_000, round);
        number = printRate(evaluator, number, 2_000, 40, round);
        number = printContinuousRate(evaluator, number, 5_000, round);
      }
    }
  }

  private static void tasks(JavaSparkContext spark) {
    try (SparkEvaluator evaluator = Sessions.evaluator(spark, new FakeScorer(60), TIMEOUT)) {
      for (int round = 0; round < 5; round++) {
        printRate(evaluator, round * 3_000, 3_000, 3_000, round);
      }
    }
  }

  private static int printRate(
      SparkEvaluator evaluator, int from, int count, int batch, int round) {
    long start = System.nanoTime();
    for (int i = from; i < from + count; i += batch) {
      evaluator.evaluate("Trivial", FakeScorer.candidates(i, i + batch), o -> {}, () -> false);
    }
    System.out.printf(
        "round %d: batches of %d: %.0f evaluations/s%n", round, batch, count / seconds(start));
    return from + count;
  }

  private static int printContinuousRate(SparkEvaluator evaluator, int from, int count, int round) {
    List<Candidate> left = new ArrayList<>(FakeScorer.candidates(from, from + count));
    long start = System.nanoTime();
    evaluator.evaluateContinuously(
        free -> {
          List<Candidate> asked = left.subList(Math.max(0, left.size() - free), left.size());
          List<Candidate> given = List.copyOf(asked);
          asked.clear();
          return given;
        },
        outcomes -> {},
        () -> false);
    System.out.printf(
        "round %d: without barriers: %.0f evaluations/s%n", round, count / seconds(start));
    return from + count;
  }

  private static void overhead(JavaSparkContext spark) {
    int slots = spark.defaultParallelism();
    int count = 20 * slots;
    try (SparkEvaluator evaluator = Sessions.evaluator(spark, new FakeScorer(1_000), TIMEOUT)) {
      evaluator.evaluate("Warm-up", FakeScorer.candidates(0, 4 * slots), o -> {}, () -> false);
      for (int round = 1; round <= 5; round++) {
        List<Outcome> outcomes = new ArrayList<>();
        long start = System.nanoTime();
        evaluator.evaluate(
            "One second each",
            FakeScorer.candidates(round * 10_000, round * 10_000 + count),
            outcomes::add,
            () -> false);
        double slotMs = seconds(start) * 1e3 * slots / count;
        double insideMs =
            outcomes.stream().mapToDouble(o -> o.provenance().durationMs()).average().orElseThrow();
        System.out.printf(
            "%d evaluations of 1 s on %d slots: %.1f ms of a slot beyond it, %.1f of them outside"
                + " the evaluation%n",
            count, slots, slotMs - 1_000, slotMs - insideMs);
      }
    }
  }

  private static void memory(JavaSparkContext spark) {
    int step = 10_000;
    int batch = 1_000;
    try (SparkEvaluator evaluator = Sessions.evaluator(spark, new FakeScorer(0), TIMEOUT)) {
      for (int number = 0; number < 10 * step; number += batch) {
        evaluator.evaluate(
            "Trivial", FakeScorer.candidates(number, number + batch), o -> {}, () -> false);
        if ((number + batch) % step == 0) {
          System.gc();
          long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
          System.out.printf("%d outcomes: %.0f MB of heap%n", number + batch, used / 1e6);
        }
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
