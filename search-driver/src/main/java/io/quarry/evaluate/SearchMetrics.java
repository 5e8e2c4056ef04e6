package io.quarry.evaluate;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Outcome;
import java.util.function.IntSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * How a search goes, in Spark's metrics system, as {@code <application>.driver.quarry.*}: whatever
 * sinks the cluster has get it. Written by one thread, read by any.
 */
final class SearchMetrics implements AutoCloseable {
  private static final String NAME = "quarry";
  private static final double MINUTE_NANOS = 60e9;

  private final MetricRegistry registry = new MetricRegistry();
  private final IntSupplier slots;
  private final Source source;

  private volatile int evaluations;
  private volatile int failures;
  private volatile int infeasible;
  private volatile int frontSize;
  private volatile double hypervolume;
  private volatile int queue;
  private volatile int paid;
  private volatile double busyNanos;
  private volatile long startNanos;

  /**
   * Metrics that are not shown yet.
   *
   * @param slots how many candidates are evaluated at the same time
   */
  SearchMetrics(IntSupplier slots) {
    this.slots = slots;
    this.source =
        new Source() {
          @Override
          public String sourceName() {
            return NAME;
          }

          @Override
          public MetricRegistry metricRegistry() {
            return registry;
          }
        };
    gauge("evaluations", () -> evaluations);
    gauge("evaluations_paid", () -> paid);
    gauge("evaluations_per_minute", this::perMinute);
    gauge("failures", () -> failures);
    gauge("infeasible", () -> infeasible);
    gauge("front_size", () -> frontSize);
    gauge("hypervolume", () -> hypervolume);
    gauge("queue", () -> queue);
    gauge("slots", slots::getAsInt);
    gauge("slot_efficiency", this::slotEfficiency);
  }

  /** Shows them until they are closed, in place of another search's of the same session. */
  void show() {
    SparkEnv.get().metricsSystem().removeSource(source);
    SparkEnv.get().metricsSystem().registerSource(source);
  }

  /** The value of a gauge now, by its name. */
  double value(String name) {
    return ((Number) registry.getGauges().get(name).getValue()).doubleValue();
  }

  /** How far the search is. */
  void reached(int evaluations, int infeasible, int frontSize, double hypervolume) {
    this.evaluations = evaluations;
    this.infeasible = infeasible;
    this.frontSize = frontSize;
    this.hypervolume = hypervolume;
  }

  /** Candidates are given to the cluster. */
  void handedOver(int candidates) {
    if (startNanos == 0 && candidates > 0) {
      startNanos = System.nanoTime();
    }
    set(queue + candidates);
  }

  /** A candidate has come back. */
  void cameBack(Outcome outcome) {
    set(queue - 1);
    add(outcome instanceof Failed ? 1 : 0, outcome.provenance().durationMs() * 1e6);
  }

  /** What has not come back is given up. */
  void givenUp() {
    set(0);
  }

  private void set(int waiting) {
    queue = Math.max(0, waiting);
  }

  private void add(int failed, double nanos) {
    int before = paid;
    paid = before + 1;
    int failedBefore = failures;
    failures = failedBefore + failed;
    double busyBefore = busyNanos;
    busyNanos = busyBefore + nanos;
  }

  private double perMinute() {
    double nanos = elapsedNanos();
    return nanos == 0 ? 0 : paid / (nanos / MINUTE_NANOS);
  }

  /** The share of all slots' time in which candidates were evaluated that have come back. */
  private double slotEfficiency() {
    double nanos = elapsedNanos() * slots.getAsInt();
    return nanos == 0 ? 0 : busyNanos / nanos;
  }

  private double elapsedNanos() {
    return startNanos == 0 ? 0 : System.nanoTime() - startNanos;
  }

  private <T> void gauge(String name, Gauge<T> value) {
    registry.register(name, value);
  }

  @Override
  public void close() {
    SparkEnv environment = SparkEnv.get();
    if (environment != null) {
      environment.metricsSystem().removeSource(source);
    }
  }
}
