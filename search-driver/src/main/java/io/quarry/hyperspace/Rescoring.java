package io.quarry.hyperspace;

import io.quarry.search.StoppedException;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Scores of spaces in rounds. Each round has draws of its own, the same for all spaces; a space's
 * score of a round is paid once. Not thread-safe.
 */
final class Rescoring {
  private final StageTable table;
  private final QtScorer scorer;
  private final QtSettings settings;
  private final Seeds seeds;
  private final BooleanSupplier stop;
  private final Map<StageSpace, List<QtScore>> scores = new HashMap<>();
  private int paid;

  /**
   * Rounds to come.
   *
   * @param stop whether the user has asked to stop
   */
  Rescoring(
      StageTable table,
      List<Double> latenciesMs,
      QtSettings settings,
      Seeds seeds,
      BooleanSupplier stop) {
    this.table = table;
    this.scorer = new QtScorer(table, latenciesMs, settings);
    this.settings = settings;
    this.seeds = seeds;
    this.stop = stop;
  }

  /**
   * Sees to it that spaces have their scores of the first rounds.
   *
   * @throws StoppedException when the user has asked to stop
   */
  void play(List<StageSpace> spaces, int rounds) {
    for (int round = 0; round < rounds; round++) {
      List<StageSpace> lacking = new ArrayList<>();
      for (StageSpace space : spaces) {
        if (scores.computeIfAbsent(space, key -> new ArrayList<>()).size() == round) {
          lacking.add(space);
        }
      }
      if (stop.getAsBoolean()) {
        throw new StoppedException("stopped while spaces were scored anew");
      }
      if (!lacking.isEmpty()) {
        Draws draws = draws(round);
        lacking.forEach(space -> scores.get(space).add(scorer.score(space, draws)));
        paid += lacking.size();
      }
    }
  }

  /** The draws of a round. */
  Draws draws(int round) {
    return Draws.of(settings.samples(), table, seeds.child("round", round).generator());
  }

  /** The scores of a space, which it has, of the first rounds. */
  Rescored of(StageSpace space, int rounds) {
    return Rescored.of(space, scores.get(space).subList(0, rounds));
  }

  /** How many spaces were scored that are none of these. */
  int spacesBeside(Evaluations evaluations) {
    return (int) scores.keySet().stream().filter(space -> !evaluations.knows(space)).count();
  }

  /** How many scores were paid. */
  int paid() {
    return paid;
  }
}
