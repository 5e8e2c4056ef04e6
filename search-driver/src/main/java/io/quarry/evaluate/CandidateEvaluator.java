package io.quarry.evaluate;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

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

  /**
   * Evaluates without a barrier: whenever a slot is free, another candidate is asked for. Returns
   * when nothing is asked for and nothing under way any more, or when {@code stop} is true.
   *
   * @param ask gets the number of free slots and gives at most so many candidates; none while it
   *     waits for outcomes
   * @param arrived gets outcomes as they come, each once, on the caller's thread
   * @param stop asked many times a second; once true, what is under way is given up
   */
  void evaluateContinuously(
      IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop);
}
