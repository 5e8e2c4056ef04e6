package io.quarry.latency;

import io.quarry.onnx.PreparedRun;
import java.util.Arrays;

/** The turns that one model has had. */
final class Turns {
  /** Runs of a turn until the caches and the branch predictors know the model again. */
  private static final int WARM_UP_RUNS = 3;

  /** A turn measures at least so many runs, and goes on for a while. */
  private static final int FEWEST_RUNS = 5;

  private static final double TURN_NANOS = 4e6;

  /** Of the very first turn: code, memory and clock rates settle. */
  private static final double FIRST_WARM_UP_NANOS = 20e6;

  private final PreparedRun model;
  private double[] runNanos = new double[256];
  private int runs;
  private double[] medians = new double[32];
  private int turns;
  private double spentNanos;

  Turns(PreparedRun model) {
    this.model = model;
  }

  /** Another turn. */
  void take() {
    double start = System.nanoTime();
    int warmUp = 0;
    while (warmUp < WARM_UP_RUNS
        || (turns == 0 && System.nanoTime() - start < FIRST_WARM_UP_NANOS)) {
      model.run();
      warmUp++;
    }
    int first = runs;
    double measured = 0;
    while (runs - first < FEWEST_RUNS || measured < TURN_NANOS) {
      long before = System.nanoTime();
      model.run();
      double nanos = System.nanoTime() - before;
      add(nanos);
      measured += nanos;
    }
    add(first);
    spentNanos += System.nanoTime() - start;
  }

  /** Whether the interval is narrow enough, or the time is spent. */
  boolean isDone(Protocol protocol) {
    return turns >= MedianInterval.FEWEST
        && (intervalPercent() <= protocol.intervalPercent()
            || spentNanos >= protocol.capMs() * 1e6);
  }

  /** Width of the interval of the turns' median, in percent. */
  double intervalPercent() {
    return 100 * MedianInterval.of(Arrays.copyOf(medians, turns)).relativeWidth();
  }

  int runs() {
    return runs;
  }

  /** A quantile of all measured runs, in milliseconds. */
  double quantileMs(double share) {
    double[] sorted = Arrays.copyOf(runNanos, runs);
    Arrays.sort(sorted);
    return MedianInterval.quantile(sorted, share) / 1e6;
  }

  private void add(double nanos) {
    if (runs == runNanos.length) {
      runNanos = Arrays.copyOf(runNanos, 2 * runs);
    }
    runNanos[runs++] = nanos;
  }

  /** The median of the runs from one on is a turn's value. */
  private void add(int first) {
    double[] sorted = Arrays.copyOfRange(runNanos, first, runs);
    Arrays.sort(sorted);
    if (turns == medians.length) {
      medians = Arrays.copyOf(medians, 2 * turns);
    }
    medians[turns++] = MedianInterval.quantile(sorted, 0.5);
  }
}
