package io.quarry.evaluate;

/**
 * How many candidates a task gets: one, unless they are quicker than a task is worth. Learns from
 * the latest durations; their mean, so that few slow ones among many quick ones count. Outcomes do
 * not depend on it.
 */
final class Grouping {
  /** Ten times what a task of several costs, and as long as one slot may keep others waiting. */
  private static final double TASK_MS = 50;

  /** So few durations tell nothing. */
  private static final int LEAST = 8;

  private static final int REMEMBERED = 64;
  private static final int MOST = 256;

  /** So many tasks of a slot even out what the others take longer. */
  private static final int TASKS_OF_SLOT = 4;

  private final double[] durationsMs = new double[REMEMBERED];
  private long seen;

  /** Learns how long an evaluation took. */
  void learn(double durationMs) {
    durationsMs[(int) (seen++ % REMEMBERED)] = durationMs;
  }

  /**
   * The size of the next task.
   *
   * @param waiting candidates that are to be evaluated
   * @param slots tasks that run at the same time
   * @return at least 1
   */
  int size(int waiting, int slots) {
    long tasks = (long) slots * TASKS_OF_SLOT;
    long fair = (waiting + tasks - 1) / tasks;
    return (int) Math.max(1, Math.min(fair, quick()));
  }

  /** How many candidates would fill a task; 1 as long as nothing is known. */
  int quick() {
    if (seen < LEAST) {
      return 1;
    }
    int known = (int) Math.min(seen, REMEMBERED);
    double sum = 0;
    for (int i = 0; i < known; i++) {
      sum += durationsMs[i];
    }
    double mean = sum / known;
    return (int) Math.max(1, Math.min(MOST, Math.floor(TASK_MS / Math.max(mean, 1e-3))));
  }
}
