package io.quarry.evaluate;

import io.quarry.latency.Protocol;
import io.quarry.outcome.Timing;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Times candidates on Spark, a job of one task for each group of them: Spark does not speculate on
 * such a task. On a cluster the task asks for the resource {@value LatencyResource#NAME}, of which
 * a host has one; in local mode, and among the processes of one host, {@link
 * io.quarry.latency.HostGate} sees to it that nothing runs beside.
 */
final class SparkTimer implements CandidateTimer {
  private static final long POLL_MS = 100;

  /** Models of a group; the control model is timed before and after each group. */
  private static final int GROUP = 8;

  private final JavaSparkContext spark;
  private final Broadcast<Scorer> scorer;
  private final RunIdentity identity;
  private final String hostClass;
  private final Protocol protocol;

  SparkTimer(
      JavaSparkContext spark,
      Broadcast<Scorer> scorer,
      RunIdentity identity,
      String hostClass,
      Protocol protocol) {
    this.spark = spark;
    this.scorer = scorer;
    this.identity = identity;
    this.hostClass = hostClass;
    this.protocol = protocol;
  }

  @Override
  public void time(
      List<Candidate> candidates,
      Timing.Purpose purpose,
      Consumer<List<Timing>> arrived,
      BooleanSupplier stop) {
    if (candidates.isEmpty()) {
      return;
    }
    Optional<ResourceProfile> resource = LatencyResource.of(spark, protocol.threads());
    List<Running> running = new ArrayList<>();
    int next = 0;
    while (next < candidates.size() || !running.isEmpty()) {
      // On one host groups wait for each other; a cluster's resource decides how many run.
      while (next < candidates.size() && (resource.isPresent() || running.isEmpty())) {
        int end = Math.min(candidates.size(), next + GROUP);
        running.add(start(candidates.subList(next, end), purpose, resource));
        next = end;
      }
      awaitBriefly(running.get(0));
      takeFinished(running).forEach(arrived);
      if (stop.getAsBoolean()) {
        running.forEach(one -> one.job().cancel(true));
        return;
      }
    }
  }

  private Running start(
      List<Candidate> group, Timing.Purpose purpose, Optional<ResourceProfile> resource) {
    TimingTask task = new TimingTask(group, purpose, hostClass, protocol);
    String description = "Timing %d candidates".formatted(group.size());
    CollectionAccumulator<List<Timing>> timings = spark.sc().collectionAccumulator(description);
    Broadcast<Scorer> scorer = this.scorer;
    RunIdentity identity = this.identity;
    spark.sc().setJobDescription(description);
    JavaRDD<TimingTask> tasks = spark.parallelize(List.of(task), 1);
    JavaRDD<TimingTask> placed = resource.isPresent() ? tasks.withResources(resource.get()) : tasks;
    return new Running(
        placed.foreachAsync(one -> timings.add(one.run(scorer.value(), identity))), timings);
  }

  /** A group under way. */
  private record Running(JavaFutureAction<Void> job, CollectionAccumulator<List<Timing>> timings) {}

  private static List<List<Timing>> takeFinished(List<Running> running) {
    List<List<Timing>> finished = new ArrayList<>();
    for (Iterator<Running> all = running.iterator(); all.hasNext(); ) {
      Running one = all.next();
      if (one.job().isDone()) {
        awaitBriefly(one);
        finished.addAll(one.timings().value());
        all.remove();
      }
    }
    return finished;
  }

  private static void awaitBriefly(Running one) {
    try {
      one.job().get(POLL_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Asked again soon.
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Spark gave up timing a group of models", e.getCause());
    } catch (InterruptedException e) {
      one.job().cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while models were timed", e);
    }
  }
}
