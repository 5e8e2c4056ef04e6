package io.quarry.evaluate;

import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.score.ScoredModel;
import io.quarry.score.SupernetScorer;
import io.quarry.space.Candidate;

/**
 * Scoring by a supernet, on executors.
 *
 * @param supernet scores and exports
 */
public record SupernetScoring(SupernetScorer supernet) implements Scorer {

  @Override
  public Scores score(Candidate candidate) {
    return supernet.score(candidate).scores();
  }

  @Override
  public Finalist confirm(Candidate candidate, Images test) {
    ScoredModel scored = supernet.score(candidate);
    double testError = supernet.accuracy(scored.model(), test).top1ErrorPercent();
    return new Finalist(candidate, testError, scored.model());
  }
}
