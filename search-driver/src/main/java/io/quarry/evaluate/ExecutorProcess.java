package io.quarry.evaluate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM that evaluates, shared by all task slots in it. Thread-safe.
 *
 * <p>A candidate that is suspected of ending executors, or of taking their memory, is evaluated
 * alone: others of the same JVM finish first and wait until it is done. So what then happens is its
 * own fault, whatever manages the cluster and however many slots an executor has.
 *
 * <p>A candidate that does not end when it is interrupted, such as one that hangs in native code,
 * cannot be ended by anything but the end of its process. On a cluster the process therefore ends,
 * at once rather than when its other candidates are done: either costs the other slots half a
 * candidate on average, and a thread that spins would take a core from them for as long. Its
 * outcome is sent first; what else ran there runs again and has nothing held against it. In local
 * mode the process is the driver: the thread is left behind, with what it holds, and its slot goes
 * on.
 */
final class ExecutorProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorProcess.class);
  private static final ExecutorProcess INSTANCE = new ExecutorProcess();

  /** Of none of Spark's own exits, nor of a signal. */
  private static final int EXIT_CODE = 86;

  /** As standalone, YARN and Kubernetes name it. */
  private static final Pattern ENDED_ITSELF =
      Pattern.compile(
          "(?i)exit(ed)?\\W+(with\\W+)?(exit\\W+)?(code|status)\\W+%d\\b".formatted(EXIT_CODE));

  /** What sending a task's result takes at most, were the network slow. */
  private static final long DELIVERY_MS = 1_000;

  private static final String DRIVER = "driver";

  /** Writers are alone; fair, so that who is to be alone will be. */
  private final ReentrantReadWriteLock places = new ReentrantReadWriteLock(true);

  private final AtomicLong entered = new AtomicLong();

  /** Keeps its threads: native libraries hold some memory for each thread that called them. */
  private final ExecutorService threads = Executors.newCachedThreadPool(ExecutorProcess::thread);

  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean ending;

  private ExecutorProcess() {}

  /** This JVM. */
  static ExecutorProcess current() {
    return INSTANCE;
  }

  /** Whether what Spark says of a lost executor means that it ended by {@link #abandon}. */
  static boolean endedItself(String reason) {
    return ENDED_ITSELF.matcher(reason).find();
  }

  /** Takes a place beside others, once nobody is or waits to be alone. */
  Stay enter() {
    return enter(places.readLock());
  }

  /** Takes the only place, once all others have left. */
  Stay enterAlone() {
    return enter(places.writeLock());
  }

  private Stay enter(Lock lock) {
    lock.lock();
    return new Stay(this, lock, entered.incrementAndGet());
  }

  /** A place, left by the thread that took it. */
  static final class Stay implements AutoCloseable {
    private final ExecutorProcess process;
    private final Lock lock;
    private final long number;
    private final boolean first;

    private Stay(ExecutorProcess process, Lock lock, long number) {
      this.process = process;
      this.lock = lock;
      this.number = number;
      this.first = process.places.getReadLockCount() <= 1;
    }

    /** Whether nobody was here beside it from its begin until now. */
    boolean isAlone() {
      return first && process.entered.get() == number;
    }

    @Override
    public void close() {
      lock.unlock();
    }
  }

  /** Runs something on a thread that may be left behind. */
  void start(Runnable evaluation) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    threads.execute(
        () -> {
          Thread.currentThread().setContextClassLoader(loader);
          evaluation.run();
        });
  }

  /**
   * Takes note that a thread which cannot be ended is left behind.
   *
   * @return whether this JVM will end for it soon after the calling task
   */
  boolean abandon() {
    if (SparkEnv.get().executorId().equals(DRIVER)) {
      return false;
    }
    TaskCompletionListener afterTask = done -> end();
    TaskContext.get().addTaskCompletionListener(afterTask);
    return true;
  }

  /** Whether this JVM is about to end, so that nothing is to be begun. */
  boolean isEnding() {
    return ending;
  }

  /** Waits for that end. */
  void awaitEnd() throws InterruptedException {
    never.await();
  }

  private void end() {
    ending = true;
    LOG.warn("This executor ends, for what hangs in it cannot be ended otherwise");
    Thread ends =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(DELIVERY_MS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(EXIT_CODE);
            },
            "quarry-end");
    ends.setDaemon(true);
    ends.start();
  }

  private static Thread thread(Runnable runnable) {
    Thread thread = new Thread(runnable, "quarry-evaluation");
    thread.setDaemon(true);
    return thread;
  }
}
