package io.quarry.evaluate;

import io.quarry.space.Candidate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Tasks that were started together, as one job. */
final class Wave {
  private final List<List<Candidate>> groups;
  private final boolean alone;
  private final Future<Void> job;
  private final Set<Integer> open = new HashSet<>();
  private boolean lost;
  private long doneSinceNanos;

  /**
   * A wave under way.
   *
   * @param groups the candidates of each task
   * @param alone whether its tasks run alone in their JVMs
   * @param job ends when all have ended
   */
  Wave(List<List<Candidate>> groups, boolean alone, Future<Void> job) {
    this.groups = groups;
    this.alone = alone;
    this.job = job;
    IntStream.range(0, groups.size()).forEach(open::add);
  }

  List<Candidate> group(int task) {
    return groups.get(task);
  }

  List<Candidate> candidates() {
    return groups.stream().flatMap(List::stream).toList();
  }

  boolean isAlone() {
    return alone;
  }

  Future<Void> job() {
    return job;
  }

  /** Tasks that have not ended. */
  int openTasks() {
    return open.size();
  }

  /** Takes note of a task's end. */
  void close(int task) {
    open.remove(task);
  }

  /** Takes note that an executor was lost under it. */
  void lose() {
    lost = true;
  }

  boolean wasLost() {
    return lost;
  }

  /** Whether the job ended so long ago that nothing will be heard of it any more. */
  boolean isSilent(long silenceNanos) {
    if (!job.isDone()) {
      return false;
    }
    long now = System.nanoTime();
    if (doneSinceNanos == 0) {
      doneSinceNanos = now;
    }
    return now - doneSinceNanos > silenceNanos;
  }
}
