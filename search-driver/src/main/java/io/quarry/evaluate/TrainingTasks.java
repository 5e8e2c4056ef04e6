package io.quarry.evaluate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Follows the one job of some trainings: how many steps each task has done, which executors send
 * with their heartbeats, and whether all tasks have ended, which they do after a job that was
 * cancelled. Spark calls it on one thread.
 */
final class TrainingTasks extends SparkListener {
  /** Of a heartbeat, what tasks have added up: declared as another Seq with each Scala. */
  private static final int ACCUMULATED = 1;

  private final List<LongAccumulator> steps;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final AtomicLongArray reached;
  private final Set<Integer> jobs = new HashSet<>();
  private final Set<Integer> stages = new HashSet<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int running;
  private boolean jobEnded;

  /**
   * Of a job that has not begun.
   *
   * @param steps what the tasks tell by, registered
   */
  TrainingTasks(List<LongAccumulator> steps) {
    this.steps = List.copyOf(steps);
    this.reached = new AtomicLongArray(steps.size());
    IntStream.range(0, steps.size()).forEach(i -> numbers.put(steps.get(i).id(), i));
  }

  /** The local property by which the job is known. */
  String property() {
    return "quarry.trainings." + steps.get(0).id();
  }

  /** The most steps known to be done of each; any thread may ask. */
  List<Long> reached() {
    return IntStream.range(0, steps.size())
        .mapToObj(i -> Math.max(reached.get(i), steps.get(i).sum()))
        .toList();
  }

  /** Completed when the job and all its tasks have ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (isOurs(start.properties())) {
      jobs.add(start.jobId());
    }
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (isOurs(submitted.properties())) {
      stages.add(submitted.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running += stages.contains(start.stageId()) ? 1 : 0;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running -= stages.contains(end.stageId()) ? 1 : 0;
    lookWhetherEnded();
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    jobEnded |= jobs.contains(end.jobId());
    lookWhetherEnded();
  }

  private void lookWhetherEnded() {
    if (jobEnded && running == 0) {
      ended.complete(null);
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
    Iterator<?> tasks = ((Seq<?>) heartbeat.productElement(ACCUMULATED)).iterator();
    while (tasks.hasNext()) {
      Iterator<?> accumulated = ((Seq<?>) ((Tuple4<?, ?, ?, ?>) tasks.next())._4()).iterator();
      while (accumulated.hasNext()) {
        hear((AccumulableInfo) accumulated.next());
      }
    }
  }

  private void hear(AccumulableInfo info) {
    Integer number = numbers.get(info.id());
    if (number != null && info.update().isDefined() && info.update().get() instanceof Long done) {
      reached.accumulateAndGet(number, done, Math::max);
    }
  }

  private boolean isOurs(Properties properties) {
    return properties != null && properties.containsKey(property());
  }
}
