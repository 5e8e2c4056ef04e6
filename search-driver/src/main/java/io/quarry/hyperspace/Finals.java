package io.quarry.hyperspace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the best of the spaces that a search found good. The best of thousands of noisy scores is
 * one that was lucky; so they are scored anew, and the worse half leaves, by twice as many draws
 * each time (sequential halving, Karnin, Koren and Somekh 2013). Then the winner meets all spaces
 * that differ from it in one choice, until none of them is better.
 */
final class Finals {
  /** Of the first halving. */
  private static final int FIRST_ROUNDS = 4;

  /** Of the last one, when 128 spaces began. */
  private static final int MOST_ROUNDS = 256;

  private final Hyperspace hyperspace;
  private final Rescoring rescoring;

  Finals(Hyperspace hyperspace, Rescoring rescoring) {
    this.hyperspace = hyperspace;
    this.rescoring = rescoring;
  }

  /** The best of candidates, at least one, and of what is near the best. */
  StageSpace winner(List<StageSpace> candidates) {
    StageSpace winner = halve(candidates);
    StageSpace challenger = challenger(winner);
    while (isBetter(challenger, winner)) {
      winner = challenger;
      challenger = challenger(winner);
    }
    return winner;
  }

  private StageSpace challenger(StageSpace winner) {
    List<StageSpace> neighbours = hyperspace.neighbours(winner);
    return neighbours.isEmpty() ? winner : halve(neighbours);
  }

  private boolean isBetter(StageSpace challenger, StageSpace winner) {
    rescoring.play(List.of(challenger, winner), MOST_ROUNDS);
    return mean(challenger, MOST_ROUNDS) > mean(winner, MOST_ROUNDS);
  }

  private StageSpace halve(List<StageSpace> field) {
    List<StageSpace> left = new ArrayList<>(field);
    for (int rounds = FIRST_ROUNDS; left.size() > 1; rounds = Math.min(2 * rounds, MOST_ROUNDS)) {
      int counting = rounds;
      rescoring.play(left, counting);
      left.sort(Comparator.comparingDouble(space -> -mean(space, counting)));
      left.subList((left.size() + 1) / 2, left.size()).clear();
    }
    return left.get(0);
  }

  private double mean(StageSpace space, int rounds) {
    return rescoring.of(space, rounds).score();
  }
}
