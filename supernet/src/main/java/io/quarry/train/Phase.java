package io.quarry.train;

import java.io.Serializable;

/**
 * One phase of a recipe; the learning rate falls on a cosine from its peak to 0 within the phase.
 *
 * @param kind which networks a step trains
 * @param epochs passes over the training split; may be a fraction, positive
 * @param learningRate peak rate of the phase
 * @param warmupFraction share of the phase's steps in which the rate rises linearly to its peak
 */
public record Phase(Kind kind, double epochs, double learningRate, double warmupFraction)
    implements Serializable {

  /** Which networks one step trains. */
  public enum Kind {
    /** The largest network alone. */
    LARGEST,
    /** Sandwich rule: the largest, the smallest and {@link Recipe#randomSubnets} random ones. */
    SANDWICH
  }
}
