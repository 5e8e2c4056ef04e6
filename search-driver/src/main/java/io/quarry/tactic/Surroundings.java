package io.quarry.tactic;

import io.quarry.predict.Costs;
import io.quarry.space.Candidate;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a tactic that predicts knows of the world, beside outcomes.
 *
 * @param costs what is known of candidates without measuring them
 * @param standIn what is going to be measured when a candidate is asked for: itself, but where only
 *     recorded candidates can be
 * @param reports gets the quality of each iteration's predictors when its batch was measured
 */
public record Surroundings(
    Costs costs, UnaryOperator<Candidate> standIn, Consumer<PredictorReport> reports) {
  public Surroundings {
    Objects.requireNonNull(costs, "costs");
    Objects.requireNonNull(standIn, "standIn");
    Objects.requireNonNull(reports, "reports");
  }

  /** No known costs, every candidate measured itself, reports dropped. */
  public static Surroundings none() {
    return new Surroundings(Costs.none(), UnaryOperator.identity(), report -> {});
  }
}
