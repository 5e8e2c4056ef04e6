package io.quarry.evaluate;

import io.quarry.objective.Scores;
import io.quarry.space.Candidate;
import java.io.Serializable;

/**
 * Scores candidates on an executor. It travels there once, by Java serialization, and is then used
 * by all of the executor's task slots at the same time. Equal candidates get equal scores on every
 * executor of a kind.
 */
@FunctionalInterface
public interface Scorer extends Serializable {

  /**
   * Measures one candidate.
   *
   * @throws Exception whatever goes wrong inside the candidate; it becomes the candidate's failure
   */
  Scores score(Candidate candidate) throws Exception;
}
