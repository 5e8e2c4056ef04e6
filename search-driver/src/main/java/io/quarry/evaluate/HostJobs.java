package io.quarry.evaluate;

import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Runs what wants a host for itself on Spark, a job of one task each: Spark does not speculate on
 * such a task. On a cluster the task asks for the resource {@value LatencyResource#NAME}, of which
 * a host has one; in local mode one task follows the other.
 */
final class HostJobs {
  private static final long POLL_MS = 100;

  private final JavaSparkContext spark;
  private final int cores;

  /**
   * Jobs of a session.
   *
   * @param cores of an executor that Spark starts for them
   */
  HostJobs(JavaSparkContext spark, int cores) {
    this.spark = spark;
    this.cores = cores;
  }

  /**
   * Runs tasks and returns when all have ended, or when {@code stop} is true.
   *
   * @param description for Spark's pages
   * @param arrived gets each task's result as it comes, on the caller's thread
   * @param stop asked a few times a second; once true, the rest is given up
   * @throws InputException when the cluster does not grant the resource, or a host cannot time
   */
  <R> void run(
      String description, List<HostTask<R>> tasks, Consumer<R> arrived, BooleanSupplier stop) {
    if (tasks.isEmpty()) {
      return;
    }
    Optional<ResourceProfile> resource = LatencyResource.of(spark, cores);
    List<Running<R>> running = new ArrayList<>();
    int next = 0;
    while (next < tasks.size() || !running.isEmpty()) {
      while (next < tasks.size() && (resource.isPresent() || running.isEmpty())) {
        running.add(start(description, tasks.get(next++), resource));
      }
      awaitBriefly(running.get(0));
      takeFinished(running).forEach(arrived);
      if (stop.getAsBoolean()) {
        running.forEach(one -> one.job().cancel(true));
        return;
      }
    }
  }

  private <R> Running<R> start(
      String description, HostTask<R> task, Optional<ResourceProfile> resource) {
    CollectionAccumulator<R> result = spark.sc().collectionAccumulator(description);
    JavaRDD<HostTask<R>> one = spark.parallelize(List.of(task), 1);
    JavaRDD<HostTask<R>> placed = resource.isPresent() ? one.withResources(resource.get()) : one;
    Build build = Build.current();
    return new Running<>(
        JobNames.named(
            spark,
            description,
            () ->
                placed.foreachAsync(
                    todo -> {
                      build.requireSameHere();
                      result.add(todo.run());
                    })),
        result);
  }

  /** A task under way. */
  private record Running<R>(JavaFutureAction<Void> job, CollectionAccumulator<R> result) {}

  private static <R> List<R> takeFinished(List<Running<R>> running) {
    List<R> finished = new ArrayList<>();
    for (Iterator<Running<R>> all = running.iterator(); all.hasNext(); ) {
      Running<R> one = all.next();
      if (one.job().isDone()) {
        awaitBriefly(one);
        finished.addAll(one.result().value());
        all.remove();
      }
    }
    return finished;
  }

  /** What a host that cannot time says of itself. */
  private static Optional<InputException> problem(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof InputException problem) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  private static void awaitBriefly(Running<?> one) {
    try {
      one.job().get(POLL_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Asked again soon.
      return;
    } catch (ExecutionException e) {
      throw problem(e)
          .<RuntimeException>map(Function.identity())
          .orElseGet(
              () -> new IllegalStateException("Spark gave up a task that times", e.getCause()));
    } catch (InterruptedException e) {
      one.job().cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while models were timed", e);
    }
  }
}
