package io.quarry.evaluate;

import io.quarry.data.Images;
import io.quarry.latency.Protocol;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Evaluates candidates on a Spark cluster, a task each. The scorer is broadcast once, when this
 * evaluator is made. Outcomes come back through an accumulator, which Spark updates exactly once
 * for each task of an action however often it runs the task, so they can be kept as they arrive.
 */
public final class SparkEvaluator implements CandidateEvaluator, AutoCloseable {
  private static final long POLL_MS = 100;

  /** A slot that has become free waits for its next candidate so long. */
  private static final long SHORT_POLL_MS = 10;

  private final JavaSparkContext spark;
  private final Broadcast<Scorer> scorer;
  private final RunIdentity identity;
  private final Seeds seeds;

  /**
   * An evaluator with its own broadcast.
   *
   * @param spark stays open; the caller's
   * @param seeds the run's; each candidate's seed is derived from it and the candidate's key
   */
  public SparkEvaluator(JavaSparkContext spark, Scorer scorer, RunIdentity identity, Seeds seeds) {
    this.spark = spark;
    this.scorer = spark.broadcast(scorer);
    this.identity = identity;
    this.seeds = seeds;
  }

  @Override
  public void evaluate(
      String description,
      List<Candidate> candidates,
      Consumer<Outcome> arrived,
      BooleanSupplier stop) {
    if (candidates.isEmpty()) {
      return;
    }
    CollectionAccumulator<Outcome> outcomes = spark.sc().collectionAccumulator(description);
    JavaFutureAction<Void> job = submit(description, candidates, outcomes);
    Set<String> delivered = new HashSet<>();
    boolean done = false;
    while (!done) {
      done = awaitBriefly(job, POLL_MS);
      deliver(outcomes.value(), delivered, arrived);
      if (!done && stop.getAsBoolean()) {
        job.cancel(true);
        return;
      }
    }
    if (delivered.size() != candidates.size()) {
      throw new IllegalStateException(
          "%d of %d candidates came back".formatted(delivered.size(), candidates.size()));
    }
  }

  @Override
  public void evaluateContinuously(
      IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop) {
    List<Running> running = new ArrayList<>();
    while (!stop.getAsBoolean()) {
      for (Candidate candidate : ask.apply(Math.max(0, slots() - running.size()))) {
        running.add(start(candidate));
      }
      if (running.isEmpty()) {
        return;
      }
      awaitBriefly(running.get(0).job(), SHORT_POLL_MS);
      List<Outcome> outcomes = takeFinished(running);
      if (!outcomes.isEmpty()) {
        arrived.accept(outcomes);
      }
    }
    running.forEach(one -> one.job().cancel(true));
  }

  /** How many tasks run at the same time, as far as Spark knows by now. */
  private int slots() {
    int taskCores = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / taskCores);
  }

  private Running start(Candidate candidate) {
    String description = "Candidate " + candidate.key();
    CollectionAccumulator<Outcome> outcome = spark.sc().collectionAccumulator(description);
    return new Running(submit(description, List.of(candidate), outcome), outcome);
  }

  /** Removes the jobs that have ended. A job that failed ends the search, as a batch's would. */
  private static List<Outcome> takeFinished(List<Running> running) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Running one : List.copyOf(running)) {
      if (one.job().isDone()) {
        awaitBriefly(one.job(), SHORT_POLL_MS);
        outcomes.addAll(one.outcome().value());
        running.remove(one);
      }
    }
    return outcomes;
  }

  /** A candidate under way: a job of one task. */
  private record Running(JavaFutureAction<Void> job, CollectionAccumulator<Outcome> outcome) {}

  /**
   * Confirms the points of a final front, a task each.
   *
   * @param test images that the search has not seen; broadcast for this call
   * @return in the order of the candidates
   */
  public List<Finalist> confirm(List<Candidate> candidates, Images test) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    Broadcast<Scorer> scorer = this.scorer;
    Broadcast<Images> images = spark.broadcast(test);
    spark.sc().setJobDescription("Confirming %d points of the front".formatted(candidates.size()));
    try {
      return spark
          .parallelize(candidates, candidates.size())
          .map(candidate -> scorer.value().confirm(candidate, images.value()))
          .collect();
    } finally {
      images.destroy();
    }
  }

  /**
   * What times candidates of the same supernet.
   *
   * @param hostClass what the user calls the hosts that time; may be empty
   */
  public CandidateTimer timer(String hostClass, Protocol protocol) {
    return new SparkTimer(spark, scorer, identity, hostClass, protocol);
  }

  @Override
  public void close() {
    // Not destroyed: tasks of a batch that was given up may still be starting.
    scorer.unpersist();
  }

  private JavaFutureAction<Void> submit(
      String description, List<Candidate> candidates, CollectionAccumulator<Outcome> outcomes) {
    List<EvaluationTask> tasks =
        candidates.stream()
            .map(c -> new EvaluationTask(c, seeds.child("candidate", c.key()).value()))
            .toList();
    Broadcast<Scorer> scorer = this.scorer;
    RunIdentity identity = this.identity;
    spark.sc().setJobDescription(description);
    return spark
        .parallelize(tasks, tasks.size())
        .foreachAsync(task -> outcomes.add(task.run(scorer.value(), identity)));
  }

  private static void deliver(
      List<Outcome> outcomes, Set<String> delivered, Consumer<Outcome> arrived) {
    for (Outcome outcome : outcomes) {
      if (delivered.add(outcome.candidate().key())) {
        arrived.accept(outcome);
      }
    }
  }

  private static boolean awaitBriefly(JavaFutureAction<Void> job, long pollMs) {
    try {
      job.get(pollMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Spark gave up a batch of evaluations", e.getCause());
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while candidates were evaluated", e);
    }
  }
}
