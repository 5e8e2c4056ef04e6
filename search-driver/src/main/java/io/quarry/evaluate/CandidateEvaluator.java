package io.quarry.evaluate;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Evaluates batches of candidates. Used from one thread. */
public interface CandidateEvaluator {

  /**
   * Evaluates the candidates and returns when each has come back, or when {@code stop} is true.
   *
   * @param description what this batch is, for logs and Spark's pages
   * @param candidates distinct by key
   * @param arrived gets each candidate's outcome once, in no particular order, on the caller's
   *     thread
   * @param stop asked a few times a second; once true, the rest of the batch is given up
   */
  void evaluate(
      String description,
      List<Candidate> candidates,
      Consumer<Outcome> arrived,
      BooleanSupplier stop);
}
