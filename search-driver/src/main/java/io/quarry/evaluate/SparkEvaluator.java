package io.quarry.evaluate;

import io.quarry.data.Images;
import io.quarry.latency.Protocol;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluates candidates on a Spark cluster, a task each, or several in a task where they are quicker
 * than a task is worth. The scorer is broadcast once, when this evaluator is made, and executors
 * deserialize it once.
 *
 * <p>Tasks are started in waves, a job each, as slots become free. Outcomes come back through an
 * accumulator, which Spark merges exactly once for each task however often it runs the task, so
 * they can be kept as they arrive. What happens when executors or candidates misbehave: {@link
 * Dispatch}; when they hang: {@link ExecutorProcess}.
 */
public final class SparkEvaluator implements CandidateEvaluator, AutoCloseable {
  private static final long POLL_MS = 50;
  private static final String UNKNOWN = "unknown";

  private final JavaSparkContext spark;
  private final Broadcast<Scorer> scorer;
  private final RunIdentity identity;
  private final Seeds seeds;
  private final Endurance endurance;
  private final Build build;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Arrivals arrivals = new Arrivals(events);
  private final Grouping grouping = new Grouping();
  private final String waveProperty;
  private final TaskEnds taskEnds;
  private final int taskCores;
  private final int scoringAttempts;
  private final SearchMetrics metrics;
  private int wavesStarted;

  /**
   * An evaluator with its own broadcast.
   *
   * @param spark stays open; the caller's
   * @param seeds the run's; each candidate's seed is derived from it and the candidate's key
   * @param endurance what is put up with from one candidate
   */
  public SparkEvaluator(
      JavaSparkContext spark,
      Scorer scorer,
      RunIdentity identity,
      Seeds seeds,
      Endurance endurance) {
    this(spark, scorer, identity, seeds, endurance, Build.current());
  }

  /** An evaluator whose driver pretends to be of some build. */
  SparkEvaluator(
      JavaSparkContext spark,
      Scorer scorer,
      RunIdentity identity,
      Seeds seeds,
      Endurance endurance,
      Build build) {
    this.spark = spark;
    this.scorer = spark.broadcast(scorer);
    this.identity = identity;
    this.seeds = seeds;
    this.endurance = endurance;
    this.build = build;
    spark.sc().register(arrivals);
    this.waveProperty = "quarry.wave." + arrivals.id();
    this.taskEnds = new TaskEnds(waveProperty, events);
    spark.sc().addSparkListener(taskEnds);
    SparkConf conf = spark.getConf();
    this.taskCores = conf.getInt("spark.task.cpus", 1);
    // A copy of a slow task has a number as a second try has.
    this.scoringAttempts = conf.getBoolean("spark.speculation", false) ? 2 : 1;
    this.metrics = new SearchMetrics(this::slots);
    metrics.show();
  }

  /** The same, told of in the log and in Spark's metrics system. */
  public WatchedEvaluator watched() {
    return new WatchedEvaluator(this, metrics);
  }

  /** What Spark's metrics system shows now, by the names of gauges. */
  ToDoubleFunction<String> metrics() {
    return metrics::value;
  }

  @Override
  public void evaluate(
      String description,
      List<Candidate> candidates,
      Consumer<Outcome> arrived,
      BooleanSupplier stop) {
    Dispatch dispatch = dispatch(description);
    dispatch.add(candidates);
    try {
      while (dispatch.pending() > 0) {
        dispatch.launch();
        next(dispatch).forEach(arrived);
        if (dispatch.pending() > 0 && stop.getAsBoolean()) {
          return;
        }
      }
    } finally {
      dispatch.cancel();
    }
  }

  @Override
  public void evaluateContinuously(
      IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop) {
    Dispatch dispatch = dispatch("Continuous search");
    try {
      while (!stop.getAsBoolean()) {
        int wanted = slots() * grouping.quick();
        dispatch.add(ask.apply(Math.max(0, wanted - dispatch.pending())));
        if (dispatch.pending() == 0) {
          return;
        }
        dispatch.launch();
        List<Outcome> outcomes = next(dispatch);
        if (!outcomes.isEmpty()) {
          arrived.accept(outcomes);
        }
      }
    } finally {
      dispatch.cancel();
    }
  }

  private Dispatch dispatch(String description) {
    return new Dispatch(
        (groups, alone) -> start(description, groups, alone),
        this::slots,
        grouping,
        endurance,
        this::lost);
  }

  /** Waits for events, briefly, and takes in what has come. */
  private List<Outcome> next(Dispatch dispatch) {
    List<Event> come = new ArrayList<>();
    try {
      Event first = events.poll(POLL_MS, TimeUnit.MILLISECONDS);
      if (first != null) {
        come.add(first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while candidates were evaluated", e);
    }
    events.drainTo(come);
    List<Outcome> outcomes = new ArrayList<>();
    come.forEach(event -> outcomes.addAll(dispatch.hear(event)));
    if (come.isEmpty()) {
      dispatch.endSilentWaves();
    }
    return outcomes;
  }

  /** How many tasks run at the same time, as far as Spark knows by now. */
  private int slots() {
    return Math.max(1, spark.defaultParallelism() / taskCores);
  }

  private Dispatch.Started start(String description, List<List<Candidate>> groups, boolean alone) {
    List<EvaluationTask> tasks =
        groups.stream()
            .map(group -> new EvaluationTask(evaluations(group), alone, scoringAttempts))
            .toList();
    Broadcast<Scorer> scorer = this.scorer;
    RunIdentity identity = this.identity;
    Build build = this.build;
    Arrivals arrivals = this.arrivals;
    int wave = wavesStarted++;
    String name = alone ? description + ", alone after a loss" : description;
    spark.setLocalProperty(waveProperty, String.valueOf(wave));
    try {
      JavaFutureAction<Void> job =
          JobNames.named(
              spark,
              name,
              () ->
                  spark
                      .parallelize(tasks, tasks.size())
                      .foreachAsync(task -> task.run(scorer, identity, build, arrivals::add)));
      return new Dispatch.Started(wave, job);
    } finally {
      spark.setLocalProperty(waveProperty, null);
    }
  }

  private List<Evaluation> evaluations(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> new Evaluation(candidate, seed(candidate), endurance.timeout()))
        .toList();
  }

  private long seed(Candidate candidate) {
    return seeds.child("candidate", candidate.key()).value();
  }

  private Failed lost(Candidate candidate, String cause, TaskEnd last) {
    Host host = new Host(last.host(), UNKNOWN);
    return new Failed(
        candidate,
        cause,
        identity.provenance(seed(candidate), host, last.startedAt(), last.durationMs()));
  }

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
    try {
      return JobNames.named(
          spark,
          "Confirming %d points of the front".formatted(candidates.size()),
          () ->
              spark
                  .parallelize(candidates, candidates.size())
                  .map(candidate -> scorer.value().confirm(candidate, images.value()))
                  .collect());
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
    spark.sc().removeSparkListener(taskEnds);
    metrics.close();
    // Not destroyed: tasks of a batch that was given up may still be starting.
    scorer.unpersist();
  }
}
