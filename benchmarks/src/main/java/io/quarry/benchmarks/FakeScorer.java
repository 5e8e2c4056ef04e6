package io.quarry.benchmarks;

import io.quarry.data.Images;
import io.quarry.evaluate.Finalist;
import io.quarry.evaluate.Scorer;
import io.quarry.objective.Scores;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures nothing: sleeps, or does what a candidate's decision {@code does} says.
 *
 * @param workMs that each candidate takes; 0: none
 */
record FakeScorer(long workMs) implements Scorer {
  static final String THROWS = "throws";
  static final String HANGS = "hangs";
  static final String EATS = "eats memory";
  static final String CRASHES = "crashes";
  static final String WORKS = "works";

  private static final int ABORTED = 134;
  private static final int EATEN = 1_000_000;

  /** Candidates that work. */
  static List<Candidate> candidates(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> candidate(i, WORKS)).toList();
  }

  static Candidate candidate(int number, String does) {
    return Candidate.of(Map.of("number", String.valueOf(number), "does", does));
  }

  @Override
  public Scores score(Candidate candidate) throws InterruptedException {
    switch (candidate.value("does")) {
      case THROWS -> throw new IllegalStateException("poisoned");
      case HANGS -> hang();
      case EATS -> eat();
      case CRASHES -> Runtime.getRuntime().halt(ABORTED);
      default -> {
        if (workMs > 0) {
          Thread.sleep(workMs);
        }
      }
    }
    return Scores.of(Map.of("top1-error", 1.0));
  }

  /** As native code does: no interrupt ends it. */
  private static void hang() {
    while (Thread.currentThread().isAlive()) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // That is the point.
      }
    }
  }

  private static int eat() {
    List<long[]> eaten = new ArrayList<>();
    for (int i = 0; i < EATEN; i++) {
      eaten.add(new long[1 << 20]);
    }
    return eaten.size();
  }

  @Override
  public byte[] model(Candidate candidate) {
    return new byte[0];
  }

  @Override
  public Finalist confirm(Candidate candidate, Images test) {
    return new Finalist(candidate, 0, new byte[0]);
  }
}
