package io.quarry.evaluate;

import io.quarry.problem.InputException;
import io.quarry.score.Natives;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs trainings on a Spark cluster: one job, a task for each, with as many threads as a task has
 * cores ({@code spark.task.cpus}). A task whose executor is lost runs again, and continues from
 * what it had kept.
 */
public final class SparkTrainings {
  private static final Logger LOG = LoggerFactory.getLogger(SparkTrainings.class);
  private static final long POLL_MS = 100;

  /** What tasks take at most to keep what is resumable; less than a shutdown waits for. */
  private static final long PATIENCE_S = 20;

  /**
   * Where true, Spark interrupts the threads of a job that is cancelled, in the midst of a write.
   */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  private final JavaSparkContext spark;

  /** Of a session, which stays open. */
  public SparkTrainings(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * Runs all of them, and returns when they have ended.
   *
   * @param description for Spark's pages
   * @param reached told a few times a second how many steps of each are known to be done, on the
   *     caller's thread; executors say so with their heartbeats
   * @param stop asked likewise; once true, the tasks are told to end, and are waited for
   * @return for each why it cannot be, empty where it is done; nothing where it was stopped
   */
  public Optional<List<String>> run(
      String description, Trainings trainings, Consumer<List<Long>> reached, BooleanSupplier stop) {
    List<LongAccumulator> steps =
        IntStream.range(0, trainings.count()).mapToObj(i -> spark.sc().longAccumulator()).toList();
    TrainingTasks tasks = new TrainingTasks(steps);
    spark.sc().addSparkListener(tasks);
    Broadcast<Trainings> broadcast = spark.broadcast(trainings);
    try {
      JavaFutureAction<List<String>> job = start(description, broadcast, steps, tasks.property());
      while (true) {
        Optional<List<String>> ended = awaitBriefly(job);
        reached.accept(tasks.reached());
        if (ended.isPresent()) {
          return ended;
        }
        if (stop.getAsBoolean()) {
          job.cancel(true);
          awaitEnd(tasks);
          return Optional.empty();
        }
      }
    } finally {
      spark.sc().removeSparkListener(tasks);
      broadcast.unpersist();
    }
  }

  private JavaFutureAction<List<String>> start(
      String description,
      Broadcast<Trainings> trainings,
      List<LongAccumulator> steps,
      String property) {
    Build build = Build.current();
    List<LongAccumulator> told = new ArrayList<>(steps);
    List<Integer> numbers = IntStream.range(0, steps.size()).boxed().toList();
    String interrupts = spark.getLocalProperty(INTERRUPTS);
    spark.setLocalProperty(INTERRUPTS, "false");
    spark.setLocalProperty(property, "true");
    try {
      return JobNames.named(
          spark,
          description,
          () ->
              spark
                  .parallelize(new ArrayList<>(numbers), numbers.size())
                  .map(number -> train(number, trainings, build, told.get(number)))
                  .collectAsync());
    } finally {
      spark.setLocalProperty(property, null);
      spark.setLocalProperty(INTERRUPTS, interrupts);
    }
  }

  /** In a task. */
  private static String train(
      int number, Broadcast<Trainings> trainings, Build build, LongAccumulator steps) {
    try {
      build.requireSameHere();
      Natives.require();
    } catch (InputException e) {
      return e.getMessage();
    }
    TaskContext task = TaskContext.get();
    return trainings
        .value()
        .train(number, task.cpus(), done -> steps.add(done - steps.sum()), task::isInterrupted);
  }

  private static <T> Optional<T> awaitBriefly(JavaFutureAction<T> job) {
    try {
      return Optional.of(job.get(POLL_MS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Spark gave up a task that trains", e.getCause());
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while supernets were trained", e);
    }
  }

  private static void awaitEnd(TrainingTasks tasks) {
    try {
      tasks.ended().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "Some tasks did not end within {} s: they continue from what they kept last", PATIENCE_S);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing fails there", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
