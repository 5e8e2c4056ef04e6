package io.quarry.evaluate;

import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluation on an executor: by a thread of its own, watched by the task's, which gives it up
 * once its time is over.
 */
final class Attempt {
  /** So long Spark waits for a task that it wants to end. */
  private static final long POLL_MS = 200;

  /** So long who was interrupted may take to end. */
  private static final long GRACE_MS = 1_000;

  private static final int CAUSES = 8;
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Evaluation evaluation;
  private final Scorer scorer;
  private final RunIdentity identity;
  private final ExecutorProcess.Stay stay;
  private final Instant startedAt = Instant.now();
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Arrival> arrival = new CompletableFuture<>();
  private boolean endsProcess;
  private Thread thread;

  Attempt(Evaluation evaluation, Scorer scorer, RunIdentity identity, ExecutorProcess.Stay stay) {
    this.evaluation = evaluation;
    this.scorer = scorer;
    this.identity = identity;
    this.stay = stay;
  }

  /**
   * Evaluates.
   *
   * @throws Error what the scorer threw that is not its candidate's fault
   */
  Arrival run(ExecutorProcess process) throws InterruptedException {
    process.start(this::score);
    long end = startNanos + evaluation.timeout().toNanos();
    boolean interrupted = false;
    while (System.nanoTime() < end) {
      if (TaskContext.get().isInterrupted() && !interrupted) {
        // Spark wants no outcome any more, but the slot is free only once the thread has ended.
        interrupt();
        interrupted = true;
      }
      long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1;
      if (await(Math.min(leftMs, POLL_MS))) {
        return arrival();
      }
    }
    return givenUp(process);
  }

  /** Whether the executor ends after this task. */
  boolean endsProcess() {
    return endsProcess;
  }

  private Arrival givenUp(ExecutorProcess process) throws InterruptedException {
    interrupt();
    String cause = "Timed out after %s".formatted(seconds(evaluation.timeout()));
    if (await(GRACE_MS)) {
      return failed(cause);
    }
    endsProcess = process.abandon();
    return failed(cause + " and did not end when it was interrupted");
  }

  /** On the thread that may hang. */
  private void score() {
    began();
    try {
      arrival.complete(scored());
    } catch (RuntimeException | Error e) {
      arrival.completeExceptionally(e);
    } finally {
      ended();
    }
  }

  private Arrival scored() {
    try {
      Scores scores = scorer.score(evaluation.candidate());
      return new Arrival.Came(new Measurement(evaluation.candidate(), scores, provenance()));
    } catch (OutOfMemoryError e) {
      // Its arrays are garbage by now. Who took the memory is known only of one that was alone.
      return stay.isAlone()
          ? failed(causes(e))
          : new Arrival.Suspected(evaluation.candidate().key(), causes(e));
    } catch (Exception | StackOverflowError e) {
      // The task's edge: a candidate that fails is data. Other errors are the executor's.
      return failed(causes(e));
    }
  }

  private synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** The thread is used again, where an interrupt meant for this evaluation has no place. */
  private synchronized void ended() {
    thread = null;
    boolean late = Thread.interrupted();
    LOG.debug("{} ended{}", evaluation.candidate().key(), late ? ", interrupted" : "");
  }

  private synchronized void began() {
    thread = Thread.currentThread();
  }

  private boolean await(long ms) throws InterruptedException {
    try {
      arrival.get(ms, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private Arrival arrival() throws InterruptedException {
    try {
      return arrival.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  private Arrival failed(String cause) {
    return new Arrival.Came(new Failed(evaluation.candidate(), cause, provenance()));
  }

  private Provenance provenance() {
    Host host = Host.current();
    return identity.provenance(
        evaluation.seed(), host, startedAt, (System.nanoTime() - startNanos) / 1e6);
  }

  private static String seconds(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    return seconds.toPlainString() + " s";
  }

  private static String causes(Throwable thrown) {
    List<String> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && causes.size() < CAUSES; t = t.getCause()) {
      causes.add(t.toString());
    }
    return String.join("; caused by ", causes);
  }
}
