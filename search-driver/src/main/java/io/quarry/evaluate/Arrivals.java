package io.quarry.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.spark.util.AccumulatorV2;

/**
 * Brings what tasks have to say to the driver, into a queue and task by task. Spark merges it
 * exactly once for each task of an action, however often it runs the task.
 *
 * <p>Spark's own accumulator of collections would keep everything, and copy all of it whenever it
 * is looked at. It is registered without a name, for Spark keeps the value of a named one with
 * every task.
 */
final class Arrivals extends AccumulatorV2<Arrival, List<Arrival>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Arrival> held = new ArrayList<>();

  /** The driver's; executors have none, and hold what they say until their task ends. */
  private final transient Queue<? super Arrival> sink;

  /**
   * The driver's end.
   *
   * @param sink gets what arrives, on a thread of Spark's
   */
  Arrivals(Queue<? super Arrival> sink) {
    this.sink = sink;
  }

  @Override
  public synchronized boolean isZero() {
    return held.isEmpty();
  }

  @Override
  public synchronized Arrivals copy() {
    Arrivals copy = new Arrivals(sink);
    copy.held.addAll(held);
    return copy;
  }

  @Override
  public synchronized void reset() {
    held.clear();
  }

  @Override
  public synchronized void add(Arrival arrival) {
    held.add(arrival);
  }

  @Override
  public void merge(AccumulatorV2<Arrival, List<Arrival>> other) {
    sink.addAll(other.value());
  }

  /** On an executor what the task said so far; on the driver nothing. */
  @Override
  public synchronized List<Arrival> value() {
    return List.copyOf(held);
  }
}
