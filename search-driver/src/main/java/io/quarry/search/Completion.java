package io.quarry.search;

import io.quarry.outcome.Outcome;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What is still missing of outcomes when they come from the evaluator or from the store. */
interface Completion {

  /** An outcome came or was found; counts it where nothing is missing. */
  void arrived(Outcome outcome, Consumer<Outcome> count);

  /**
   * Completes outcomes that have arrived, together.
   *
   * @param count gets each that was not counted yet
   * @param stop once true, those that are not complete are left out
   * @return the complete ones, in the order of the outcomes
   */
  List<Outcome> complete(List<Outcome> outcomes, Consumer<Outcome> count, BooleanSupplier stop);

  /** Nothing is missing. */
  static Completion none() {
    return new Completion() {
      @Override
      public void arrived(Outcome outcome, Consumer<Outcome> count) {
        count.accept(outcome);
      }

      @Override
      public List<Outcome> complete(
          List<Outcome> outcomes, Consumer<Outcome> count, BooleanSupplier stop) {
        return outcomes;
      }
    };
  }
}
