package io.quarry;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ctrl-C, heard in time: when the JVM is told to end, the search is asked to stop, and the shutdown
 * waits until it has stored what was measured. Thread-safe.
 */
final class Interruption implements AutoCloseable {
  /** Above the priority at which Spark stops its context. */
  private static final int BEFORE_SPARK = 100;

  private static final long PATIENCE_S = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;

  private Interruption() {}

  /** Listens until it is closed, which the work must do when it has ended. */
  static Interruption listen() {
    Interruption interruption = new Interruption();
    ShutdownHookManager.get()
        .addShutdownHook(interruption::requestAndWait, BEFORE_SPARK, PATIENCE_S, TimeUnit.SECONDS);
    return interruption;
  }

  /** Whether the work should end. */
  boolean isRequested() {
    return requested;
  }

  @Override
  public void close() {
    ended.countDown();
  }

  /** What the shutdown does. */
  void requestAndWait() {
    requested = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The patience ran out.
    }
  }
}
