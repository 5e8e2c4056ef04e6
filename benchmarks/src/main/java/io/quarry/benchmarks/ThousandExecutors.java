package io.quarry.benchmarks;

import io.quarry.seed.Seeds;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * What many executors of one slot would do, simulated with what one driver was measured to cost.
 *
 * <p>An evaluation needs the driver once, for so long as one over its rate, and then a slot for its
 * duration and the engine's overhead. Durations are log-normal with a coefficient of variation of
 * 0.3. Without barriers a slot's next evaluation waits for the driver when the one before has
 * ended; with barriers the driver starts a batch's tasks as fast as it can, each slot has its next
 * task waiting, and a batch begins when the one before has ended.
 *
 * <p>Arguments: executors (1,000), tasks a second through the driver, overhead of an evaluation in
 * milliseconds.
 */
public final class ThousandExecutors {
  private static final double SPREAD = 0.3;
  private static final int EVALUATIONS_OF_SLOT = 20;
  private static final double[] SECONDS = {0.5, 1, 2, 5, 30, 183, 471};
  private static final int[] BATCHES_OF_SLOT = {1, 4};

  private final int slots;
  private final double driverSeconds;
  private final double overheadSeconds;

  private ThousandExecutors(int slots, double rate, double overheadMs) {
    this.slots = slots;
    this.driverSeconds = 1 / rate;
    this.overheadSeconds = overheadMs / 1e3;
  }

  /** Prints a table. */
  public static void main(String[] arguments) {
    int slots = Integer.parseInt(arguments[0]);
    double rate = Double.parseDouble(arguments[1]);
    double overheadMs = Double.parseDouble(arguments[2]);
    ThousandExecutors cluster = new ThousandExecutors(slots, rate, overheadMs);
    System.out.printf(
        "%d executors, %.0f tasks/s through the driver, %.1f ms of overhead%n",
        slots, rate, overheadMs);
    System.out.println(
        "seconds | slots busy (%): no barrier | a batch of slots × 1 | × 4 | rate/s");
    for (double seconds : SECONDS) {
      double free = cluster.withoutBarrier(seconds);
      System.out.printf("%7.1f | %.1f", seconds, 100 * free);
      for (int batches : BATCHES_OF_SLOT) {
        System.out.printf(" | %.1f", 100 * cluster.withBarrier(seconds, batches));
      }
      System.out.printf(" | %.1f%n", free * slots / seconds);
    }
  }

  /** The share of slot time spent evaluating, each slot asking for the next when it is free. */
  private double withoutBarrier(double meanSeconds) {
    RandomGenerator random = new Seeds(1).child("free").generator();
    PriorityQueue<Double> ends = new PriorityQueue<>();
    for (int slot = 0; slot < slots; slot++) {
      ends.add(0.0);
    }
    double driverFree = 0;
    double busy = 0;
    double last = 0;
    for (int i = 0; i < slots * EVALUATIONS_OF_SLOT; i++) {
      double start = Math.max(ends.remove(), driverFree) + driverSeconds;
      driverFree = start;
      double seconds = duration(random, meanSeconds);
      busy += seconds;
      last = start + seconds + overheadSeconds;
      ends.add(last);
    }
    // The last evaluations end one by one: what counts is until the first slot runs dry.
    double makespan = ends.element();
    double beyond = ends.stream().mapToDouble(end -> end - makespan).sum();
    return (busy - beyond) / (slots * makespan);
  }

  /** The same for batches that wait for their last evaluation. */
  private double withBarrier(double meanSeconds, int batchesOfSlot) {
    RandomGenerator random = new Seeds(1).child("barrier").generator();
    double now = 0;
    double busy = 0;
    for (int batch = 0; batch < EVALUATIONS_OF_SLOT / batchesOfSlot; batch++) {
      PriorityQueue<Double> ends = new PriorityQueue<>();
      for (int slot = 0; slot < slots; slot++) {
        ends.add(now);
      }
      double driverFree = now;
      double last = now;
      for (int i = 0; i < slots * batchesOfSlot; i++) {
        driverFree += driverSeconds;
        double seconds = duration(random, meanSeconds);
        busy += seconds;
        double end = Math.max(ends.remove(), driverFree) + seconds + overheadSeconds;
        last = Math.max(last, end);
        ends.add(end);
      }
      now = last;
    }
    return busy / (slots * now);
  }

  private static double duration(RandomGenerator random, double mean) {
    double sigma = Math.sqrt(Math.log(1 + SPREAD * SPREAD));
    return mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
  }
}
