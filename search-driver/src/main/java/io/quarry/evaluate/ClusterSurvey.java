package io.quarry.evaluate;

import io.quarry.evaluate.ClusterReport.Clock;
import io.quarry.problem.InputException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Asks every executor of an application how it is, by small Spark jobs. */
public final class ClusterSurvey {
  private static final String JOB = "Doctor: ";

  /** Settings that a search depends on. */
  private static final List<String> SETTINGS =
      List.of("spark.speculation", "spark.task.maxFailures");

  private static final String INSTANCES = "spark.executor.instances";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final long POLL_MS = 200;

  /** So long no further executor has come when all that will come are taken to be there. */
  private static final long SETTLED_MS = 3_000;

  /** Jobs of a task a slot reach every executor that is idle, as a rule at once. */
  private static final int ROUNDS = 5;

  private static final double OVERHEAD_FACTOR = 0.1;
  private static final long LEAST_OVERHEAD_MB = 384;

  private final JavaSparkContext spark;
  private final Duration patience;

  /**
   * A survey of a session's executors.
   *
   * @param spark stays open; the caller's
   * @param patience how long executors may take to come, and then to answer
   */
  public ClusterSurvey(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
  }

  /**
   * Asks all executors.
   *
   * @param timingCores cores of an executor that Spark would start to time on
   * @throws InputException when none comes or answers in time
   */
  public ClusterReport survey(int timingCores) {
    awaitExecutors();
    Map<String, HostReport> hosts = askAll("executors and their hosts", task -> HostProbe.here());
    SparkConf conf = spark.getConf();
    Map<String, String> settings = new TreeMap<>();
    SETTINGS.stream().filter(conf::contains).forEach(key -> settings.put(key, conf.get(key)));
    return new ClusterReport(
        spark.isLocal(),
        executors(),
        slots(),
        taskCores(),
        overheadBytes(),
        HostProbe.here(),
        List.copyOf(hosts.values()),
        clocks(hosts),
        latencyProblem(timingCores),
        settings);
  }

  private void awaitExecutors() {
    SparkConf conf = spark.getConf();
    if (spark.isLocal() || conf.getBoolean(DYNAMIC, false)) {
      return; // They come when there is work.
    }
    int expected = conf.getInt(INSTANCES, Integer.MAX_VALUE);
    long start = System.nanoTime();
    long changed = start;
    int seen = 0;
    while (System.nanoTime() - start < patience.toNanos()) {
      int now = executors();
      if (now != seen) {
        seen = now;
        changed = System.nanoTime();
      }
      boolean settled = System.nanoTime() - changed > TimeUnit.MILLISECONDS.toNanos(SETTLED_MS);
      if (seen >= expected || (seen > 0 && settled)) {
        return;
      }
      pause();
    }
    if (seen == 0) {
      throw none();
    }
  }

  /** Without the driver, of which Spark tells too. */
  private int executors() {
    int all = spark.sc().statusTracker().getExecutorInfos().length;
    return spark.isLocal() ? all : all - 1;
  }

  private int taskCores() {
    return spark.getConf().getInt("spark.task.cpus", 1);
  }

  private int slots() {
    return Math.max(1, spark.defaultParallelism() / taskCores());
  }

  /** As Spark reckons it (docs, Configuration: spark.executor.memoryOverhead). */
  private long overheadBytes() {
    SparkConf conf = spark.getConf();
    if (!spark.master().startsWith("yarn") && !spark.master().startsWith("k8s")) {
      return 0;
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_FACTOR);
    long heapMb = conf.getSizeAsMb("spark.executor.memory", "1g");
    long byHeap = Math.max(LEAST_OVERHEAD_MB, (long) (factor * heapMb));
    return conf.getSizeAsMb("spark.executor.memoryOverhead", byHeap + "m") << 20;
  }

  /** The clocks of the executors, each by the quickest of some answers. */
  private List<Clock> clocks(Map<String, HostReport> hosts) {
    Map<String, Clock> best = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      long sentAt = System.currentTimeMillis();
      long start = System.nanoTime();
      List<Answer<Long>> answers = ask("clocks", slots(), task -> System.currentTimeMillis());
      double tookMs = (System.nanoTime() - start) / 1e6;
      for (Answer<Long> answer : answers) {
        HostReport host = hosts.get(answer.executor());
        if (host != null) {
          Clock clock =
              new Clock(
                  answer.executor(),
                  host.host(),
                  answer.value() - (sentAt + tookMs / 2),
                  tookMs / 2);
          best.merge(
              answer.executor(), clock, (a, b) -> a.uncertaintyMs() <= b.uncertaintyMs() ? a : b);
        }
      }
    }
    return best.values().stream().sorted(Comparator.comparing(Clock::host)).toList();
  }

  private List<String> latencyProblem(int timingCores) {
    try {
      LatencyResource.of(spark, timingCores);
      return List.of();
    } catch (InputException e) {
      return List.of(e.getMessage());
    }
  }

  /** The answer of each executor by its id. */
  private <T> Map<String, T> askAll(String what, Function<Integer, T> question) {
    Map<String, T> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS && (round == 0 || answers.size() < executors()); round++) {
      int tasks = Math.max(slots(), executors());
      ask(what, tasks, question).forEach(a -> answers.putIfAbsent(a.executor(), a.value()));
    }
    return answers;
  }

  private <T> List<Answer<T>> ask(String what, int tasks, Function<Integer, T> question) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    JavaFutureAction<List<Answer<T>>> job =
        JobNames.named(
            spark,
            JOB + what,
            () ->
                spark
                    .parallelize(numbers, tasks)
                    .map(task -> new Answer<>(SparkEnv.get().executorId(), question.call(task)))
                    .collectAsync());
    try {
      return new ArrayList<>(job.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      job.cancel(true);
      throw none();
    } catch (ExecutionException e) {
      throw new InputException(
          "No executor could answer: %s".formatted(e.getCause()),
          "the logs of the executors say more.",
          e.getCause());
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while executors were asked", e);
    }
  }

  private InputException none() {
    return new InputException(
        "No executor came and answered within %d s".formatted(patience.toSeconds()),
        "the cluster has no worker with the cores and the memory that are asked for"
            + " (--executor-cores, --executor-memory, --total-executor-cores), its workers cannot"
            + " reach the driver (spark.driver.host), or others use it.");
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while executors were awaited", e);
    }
  }

  /** What an executor answered. */
  private record Answer<T>(String executor, T value) implements Serializable {}
}
