package io.quarry.hyperspace;

import java.util.random.RandomGenerator;

/** A way to search over spaces. */
interface SpaceTactic {

  /**
   * Scores spaces until the evaluations are spent, or no other space is found. What it found is
   * what was evaluated.
   */
  void search(Evaluations evaluations, RandomGenerator random);
}
