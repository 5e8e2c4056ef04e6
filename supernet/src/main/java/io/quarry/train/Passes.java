package io.quarry.train;

import io.quarry.net.LearnedGrid;
import java.util.List;
import java.util.Map;

/**
 * Decides what each step trains: the networks and the formats they are in. The trainer does the
 * rest: it sets grids from data at their first use, adds up the gradients, and updates.
 */
public interface Passes {

  /**
   * What a step trains. The first one learns the labels; the others a mixture of the labels and its
   * soft targets.
   *
   * @return at least one
   */
  List<Pass> at(Moment moment);

  /** Called after each pass, in order, with its loss in nats. */
  default void trained(Moment moment, Pass pass, double loss) {}

  /**
   * What it has learned so far, for a checkpoint to keep beside the weights, also when training is
   * complete; by a name without spaces.
   */
  default Map<String, float[]> state() {
    return Map.of();
  }

  /** Continues from what {@link #state} gave. */
  default void restore(Map<String, float[]> state) {}

  /** Every grid that some pass may need, in an order of its own. */
  List<LearnedGrid> grids();

  /** All that decides the passes beside network, recipe, data and seed: part of the identity. */
  String text();
}
