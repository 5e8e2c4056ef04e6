package io.quarry.fliqs;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a supernet is searched while it trains.
 *
 * @param cost what the target is in
 * @param target T₀, positive, in the cost's unit
 * @param architectures whether the architecture is searched too
 * @param epochs passes over the training split, on top of the supernet's own; positive
 * @param learningRate of the weights at its peak, positive
 * @param scaleLearningRateFactor what that is multiplied by for scales and offsets
 * @param warmupFraction as {@link ControllerSettings} has it, and so on
 */
public record FliqsSettings(
    Cost cost,
    double target,
    Architectures architectures,
    double epochs,
    double learningRate,
    double scaleLearningRateFactor,
    double warmupFraction,
    Reward reward,
    double beta,
    double controllerLearningRate,
    double entropyWeight,
    double baselineDecay)
    implements Serializable {

  /** What a target is in. */
  public enum Cost {
    /** 10^9 bit operations: Σ MAC · weight bits · activation bits (FLIQS, section 3). */
    GBOPS,
    /** Bytes of packed weights, biases and scales. */
    SIZE_BYTES
  }

  /** Which architectures the controller chooses from. */
  public enum Architectures {
    /** The largest that the space allows: formats alone are searched (FLIQS). */
    LARGEST,
    /** All of them, jointly with formats (FLIQNAS). */
    JOINT
  }

  public FliqsSettings {
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(architectures, "architectures");
    Objects.requireNonNull(reward, "reward");
  }

  /**
   * The controller's own settings.
   *
   * @param steps of the training
   */
  public ControllerSettings controller(int steps) {
    return new ControllerSettings(
        steps, warmupFraction, reward, beta, controllerLearningRate, entropyWeight, baselineDecay);
  }
}
