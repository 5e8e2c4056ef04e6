package io.quarry.hyperspace;

import io.quarry.search.StoppedException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The scores that one search pays for, each space's once. Not thread-safe. */
final class Evaluations {
  private final QtScorer scorer;
  private final Draws draws;
  private final int most;
  private final BooleanSupplier stop;
  private final Listener progress;
  private final Map<StageSpace, QtScore> scores = new LinkedHashMap<>();
  private double best;

  /** Hears of every evaluation. */
  @FunctionalInterface
  interface Listener {

    /** So many spaces are scored, and the best total is this. */
    void reached(int count, double best);
  }

  /**
   * Evaluations to come.
   *
   * @param draws for all spaces
   * @param most how many spaces are scored at most
   * @param stop whether the user has asked to stop
   * @param progress hears of each
   */
  Evaluations(QtScorer scorer, Draws draws, int most, BooleanSupplier stop, Listener progress) {
    this.scorer = scorer;
    this.draws = draws;
    this.most = most;
    this.stop = stop;
    this.progress = progress;
  }

  boolean isSpent() {
    return scores.size() >= most;
  }

  /** How many evaluations are left. */
  int left() {
    return most - scores.size();
  }

  int count() {
    return scores.size();
  }

  boolean knows(StageSpace space) {
    return scores.containsKey(space);
  }

  /**
   * The score of a space, which may have been paid for before.
   *
   * @throws StoppedException when it has not, and the user has asked to stop
   */
  QtScore score(StageSpace space) {
    QtScore known = scores.get(space);
    if (known != null) {
      return known;
    }
    if (stop.getAsBoolean()) {
      throw new StoppedException("stopped after %d evaluations".formatted(scores.size()));
    }
    QtScore score = scorer.score(space, draws);
    scores.put(space, score);
    best = Math.max(best, score.total());
    progress.reached(scores.size(), best);
    return score;
  }

  /** The spaces with the highest totals, best first; of equal ones those scored first. */
  List<StageSpace> best(int count) {
    return scores.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -entry.getValue().total()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The spaces that no other one beats under all constraints. */
  List<StageSpace> front() {
    return Fronts.of(List.copyOf(scores.keySet()), space -> scores.get(space).scores());
  }
}
