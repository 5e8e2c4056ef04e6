package io.quarry.evaluate;

import io.quarry.evaluate.TaskEnd.Ending;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;

/**
 * Tells a queue how tasks end, which Spark tells nobody else. It does so in the order of what
 * happened, and for a task that ended well only after its outcomes have arrived. Spark calls it on
 * one thread.
 */
final class TaskEnds extends SparkListener {
  /** Of what an executor with another class path throws before any code of ours runs. */
  private static final Set<String> LOADING =
      Set.of(
          "java.io.InvalidClassException",
          "java.lang.AbstractMethodError",
          "java.lang.ClassNotFoundException",
          "java.lang.ExceptionInInitializerError",
          "java.lang.IncompatibleClassChangeError",
          "java.lang.NoClassDefFoundError",
          "java.lang.NoSuchFieldError",
          "java.lang.NoSuchMethodError",
          "java.lang.UnsatisfiedLinkError",
          "java.lang.UnsupportedClassVersionError");

  private final String property;
  private final Queue<? super Event> sink;
  private final Map<Integer, Integer> waveOfStage = new HashMap<>();
  private final Map<Integer, Integer> waveOfJob = new HashMap<>();

  /**
   * A listener to some of a session's jobs.
   *
   * @param property the local property that holds the number of a job's wave
   * @param sink gets what happens, on a thread of Spark's
   */
  TaskEnds(String property, Queue<? super Event> sink) {
    this.property = property;
    this.sink = sink;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    wave(start.properties()).ifPresent(wave -> waveOfJob.put(start.jobId(), wave));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    wave(submitted.properties())
        .ifPresent(wave -> waveOfStage.put(submitted.stageInfo().stageId(), wave));
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted completed) {
    // A copy that was too slow may still end; it matters no more.
    waveOfStage.remove(completed.stageInfo().stageId());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Integer wave = waveOfStage.get(end.stageId());
    if (wave == null) {
      return;
    }
    TaskInfo task = end.taskInfo();
    sink.add(
        new TaskEnd(
            wave,
            task.partitionId(),
            ending(end.reason()),
            reason(end.reason()),
            task.host(),
            Instant.ofEpochMilli(task.launchTime()),
            task.duration()));
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    Integer wave = waveOfJob.remove(end.jobId());
    if (wave != null) {
      sink.add(new JobEnd(wave));
    }
  }

  private static Ending ending(TaskEndReason reason) {
    if (!(reason instanceof TaskFailedReason)) {
      return Ending.DONE;
    }
    if (reason instanceof ExecutorLostFailure lost) {
      boolean ended = ExecutorProcess.endedItself(lost.toErrorString());
      return lost.exitCausedByApp() && !ended ? Ending.LOST : Ending.RELEASED;
    }
    if (reason instanceof ExceptionFailure thrown) {
      return LOADING.contains(thrown.className()) ? Ending.UNLOADABLE : Ending.BROKEN;
    }
    return Ending.RELEASED;
  }

  private static String reason(TaskEndReason reason) {
    if (reason instanceof ExceptionFailure thrown) {
      return thrown.className() + ": " + thrown.description();
    }
    return reason instanceof TaskFailedReason failed ? failed.toErrorString() : "";
  }

  private Optional<Integer> wave(Properties properties) {
    return Optional.ofNullable(properties)
        .map(all -> all.getProperty(property))
        .map(Integer::valueOf);
  }
}
