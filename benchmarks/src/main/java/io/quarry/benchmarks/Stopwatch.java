package io.quarry.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The calling thread's CPU time of a piece of work: the least of several runs. */
final class Stopwatch {
  private static final int FEWEST_RUNS = 4;
  private static final int MOST_RUNS = 30;
  private static final double ENOUGH_MS = 300;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  double milliseconds(Runnable work) {
    double least = Double.POSITIVE_INFINITY;
    double spent = 0;
    for (int run = 0; run < FEWEST_RUNS || (run < MOST_RUNS && spent < ENOUGH_MS); run++) {
      long before = threads.getCurrentThreadCpuTime();
      work.run();
      double milliseconds = (threads.getCurrentThreadCpuTime() - before) / 1e6;
      least = Math.min(least, milliseconds);
      spent += milliseconds;
    }
    return least;
  }
}
