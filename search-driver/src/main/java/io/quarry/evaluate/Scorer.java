package io.quarry.evaluate;

import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.space.Candidate;
import java.io.Serializable;

/**
 * Scores candidates on an executor. It travels there once, by Java serialization, and is then used
 * by all of the executor's task slots at the same time. Equal candidates get equal scores on every
 * executor of a kind.
 */
public interface Scorer extends Serializable {

  /**
   * Gets ready on an executor, before the first candidate of each task; the second time it costs
   * nothing.
   *
   * @throws io.quarry.problem.InputException when no candidate can be scored on this host; it ends
   *     the run
   */
  default void prepare() {}

  /**
   * Measures one candidate.
   *
   * @throws Exception whatever goes wrong inside the candidate; it becomes the candidate's failure
   */
  Scores score(Candidate candidate) throws Exception;

  /** The model of a candidate that was measured before, serialized ONNX. */
  byte[] model(Candidate candidate);

  /**
   * Exports a candidate that was measured before, and runs the exported model over images that the
   * search has not seen.
   *
   * @throws Exception whatever goes wrong; it ends the run, for the candidate did score before
   */
  Finalist confirm(Candidate candidate, Images test) throws Exception;
}
