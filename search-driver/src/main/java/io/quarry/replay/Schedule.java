package io.quarry.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntToDoubleFunction;

/**
 * A run on several slots, simulated by events: evaluations take as long as their rows say,
 * everything else takes no time.
 *
 * @param mode how evaluations came to slots
 * @param slots how many there were
 * @param trace what the run did
 * @param makespanSeconds from the first start to the last end
 * @param busySeconds the sum of all evaluations
 */
record Schedule(Mode mode, int slots, Trace trace, double makespanSeconds, double busySeconds) {

  /** How evaluations come to slots. */
  enum Mode {
    /** Dealt out in turn before a batch begins; the next batch begins when all are done. */
    CHUNKS("static chunks"),
    /** From one queue, to the slot that is free first; the next batch begins when all are done. */
    BARRIER("queue with barrier"),
    /** Whenever a slot is free, the tactic is asked for one candidate. */
    NO_BARRIER("no barrier");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** An evaluation under way; of those that end together the one that began first comes first. */
  private record Running(int row, double end, int number) {
    static final Comparator<Running> ORDER =
        Comparator.comparingDouble(Running::end).thenComparingInt(Running::number);
  }

  /** The share of the slots' time in which they evaluated. */
  double efficiency() {
    return makespanSeconds == 0 ? 1 : busySeconds / (slots * makespanSeconds);
  }

  /**
   * How long the batches of a run would have taken.
   *
   * @param mode one with a barrier
   * @param seconds how long the evaluation of a row takes
   */
  static Schedule withBarrier(Mode mode, int slots, Trace trace, IntToDoubleFunction seconds) {
    double makespan = 0;
    double busy = 0;
    for (List<Integer> batch : trace.batches()) {
      double[] durations = batch.stream().mapToDouble(seconds::applyAsDouble).toArray();
      makespan += mode == Mode.CHUNKS ? chunks(durations, slots) : queue(durations, slots);
      for (double duration : durations) {
        busy += duration;
      }
    }
    return new Schedule(mode, slots, trace, makespan, busy);
  }

  /** How long a batch takes when slot i gets the evaluations i, i + slots, i + 2·slots … */
  private static double chunks(double[] durations, int slots) {
    double[] load = new double[slots];
    double longest = 0;
    for (int i = 0; i < durations.length; i++) {
      load[i % slots] += durations[i];
      longest = Math.max(longest, load[i % slots]);
    }
    return longest;
  }

  /** How long a batch takes when each evaluation, in turn, goes to the slot that is free first. */
  private static double queue(double[] durations, int slots) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int slot = 0; slot < slots; slot++) {
      free.add(0.0);
    }
    double last = 0;
    for (double duration : durations) {
      double end = free.remove() + duration;
      last = Math.max(last, end);
      free.add(end);
    }
    return last;
  }

  /**
   * Runs a session to its end without a barrier. Where the tactic gives fewer candidates than there
   * are free slots, these idle until the next evaluation ends.
   *
   * @param seconds how long the evaluation of a row takes
   */
  static Schedule withoutBarrier(int slots, Session session, IntToDoubleFunction seconds) {
    PriorityQueue<Running> running = new PriorityQueue<>(Running.ORDER);
    double now = 0;
    double busy = 0;
    int started = 0;
    while (!Thread.currentThread().isInterrupted()) {
      List<Integer> rows = session.ask(1);
      while (!rows.isEmpty()) {
        double duration = seconds.applyAsDouble(rows.get(0));
        busy += duration;
        running.add(new Running(rows.get(0), now + duration, started++));
        rows = running.size() < slots ? session.ask(1) : List.of();
      }
      if (running.isEmpty()) {
        break;
      }
      now = running.element().end();
      session.finish(ended(running, now));
    }
    return new Schedule(Mode.NO_BARRIER, slots, session.trace(), now, busy);
  }

  private static List<Integer> ended(PriorityQueue<Running> running, double now) {
    List<Integer> rows = new ArrayList<>();
    while (!running.isEmpty() && running.element().end() == now) {
      rows.add(running.remove().row());
    }
    return rows;
  }
}
