package io.quarry.hyperspace;

import java.util.random.RandomGenerator;

/** Scores all spaces: there are no more than evaluations. */
final class AllSpaces implements SpaceTactic {
  private final Hyperspace hyperspace;

  AllSpaces(Hyperspace hyperspace) {
    this.hyperspace = hyperspace;
  }

  @Override
  public void search(Evaluations evaluations, RandomGenerator random) {
    hyperspace.all().forEach(evaluations::score);
  }
}
