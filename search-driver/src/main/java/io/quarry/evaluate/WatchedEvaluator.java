package io.quarry.evaluate;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Evaluates as another evaluator does, and tells the log and Spark's metrics system of it. */
public final class WatchedEvaluator implements CandidateEvaluator {
  private final CandidateEvaluator evaluator;
  private final SearchMetrics metrics;
  private final OutcomeLog log = new OutcomeLog();

  WatchedEvaluator(CandidateEvaluator evaluator, SearchMetrics metrics) {
    this.evaluator = evaluator;
    this.metrics = metrics;
  }

  /**
   * Tells how far the search is.
   *
   * @param evaluations distinct candidates, those of the store included
   * @param infeasible of them, those that break a constraint
   * @param frontSize points of the front
   * @param hypervolume of the front
   */
  public void reached(int evaluations, int infeasible, int frontSize, double hypervolume) {
    metrics.reached(evaluations, infeasible, frontSize, hypervolume);
  }

  @Override
  public void evaluate(
      String description,
      List<Candidate> candidates,
      Consumer<Outcome> arrived,
      BooleanSupplier stop) {
    Instant handedOver = Instant.now();
    metrics.handedOver(candidates.size());
    try {
      evaluator.evaluate(
          description,
          candidates,
          outcome -> {
            tell(outcome, handedOver);
            arrived.accept(outcome);
          },
          stop);
    } finally {
      metrics.givenUp();
    }
  }

  @Override
  public void evaluateContinuously(
      IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop) {
    Instant handedOver = Instant.now();
    try {
      evaluator.evaluateContinuously(
          free -> {
            List<Candidate> asked = ask.apply(free);
            metrics.handedOver(asked.size());
            return asked;
          },
          outcomes -> {
            outcomes.forEach(outcome -> tell(outcome, handedOver));
            arrived.accept(outcomes);
          },
          stop);
    } finally {
      metrics.givenUp();
    }
  }

  private void tell(Outcome outcome, Instant handedOver) {
    metrics.cameBack(outcome);
    log.log(outcome, handedOver, Instant.now());
  }
}
