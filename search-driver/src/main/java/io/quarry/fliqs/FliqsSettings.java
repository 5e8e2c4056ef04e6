package io.quarry.fliqs;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * How a supernet is searched while it trains.
 *
 * @param cost what the target is in
 * @param target T₀, positive, in the cost's unit
 * @param architectures whether the architecture is searched too
 * @param largestShare where it is, the probability with which each of its decisions is the largest
 *     network's at first, in [0, 1); 0: no more than that of any other
 * @param decide what shares a decision over formats
 * @param formats whether weights and activations of a layer share one
 * @param epochs passes over the training split, on top of the supernet's own; positive
 * @param learningRate of the weights at its peak, positive
 * @param scaleLearningRateFactor what that is multiplied by for scales and offsets
 * @param settleFraction share of the steps, at the end, in which what the controller has chosen by
 *     then is trained alone, in [0, 1)
 * @param warmupFraction as {@link ControllerSettings} has it, and so on
 */
public record FliqsSettings(
    Cost cost,
    double target,
    Architectures architectures,
    double largestShare,
    Decide decide,
    Formats formats,
    double epochs,
    double learningRate,
    double scaleLearningRateFactor,
    double settleFraction,
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
    GBOPS("GBOPs", "%.4g"),
    /** Bytes of packed weights, biases and scales. */
    SIZE_BYTES("bytes", "%.0f");

    private final String unit;
    private final String form;

    Cost(String unit, String form) {
      this.unit = unit;
      this.form = form;
    }

    /** For people. */
    public String unit() {
      return unit;
    }

    /** A cost for people, without the unit. */
    public String text(double cost) {
      return String.format(Locale.ROOT, form, cost);
    }
  }

  /** Which architectures the controller chooses from. */
  public enum Architectures {
    /** The largest that the space allows: formats alone are searched (FLIQS). */
    LARGEST,
    /** All of them, jointly with formats (FLIQNAS). */
    JOINT
  }

  /** What is given formats by one decision. */
  public enum Decide {
    /** A layer. */
    LAYER,
    /** All layers of a block; those in none each have a decision of their own. */
    BLOCK
  }

  /** How the two formats of a layer are decided. */
  public enum Formats {
    /** As one of the policy's pairs. */
    TOGETHER,
    /** Each by itself: every pair of them must be one of the policy's. */
    APART
  }

  /** Most candidates that it proposes: what keeps the target, and what is most probable. */
  public static final int MOST_PROPOSED = 2;

  public FliqsSettings {
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(architectures, "architectures");
    Objects.requireNonNull(decide, "decide");
    Objects.requireNonNull(formats, "formats");
    Objects.requireNonNull(reward, "reward");
  }

  /** What it searches towards, for people. */
  public String goal() {
    return "towards %s %s: formats %s, by %s; %s"
        .formatted(
            cost.text(target),
            cost.unit(),
            formats.name().toLowerCase(Locale.ROOT),
            decide.name().toLowerCase(Locale.ROOT),
            architectures == Architectures.JOINT ? "architectures too" : "the largest network");
  }

  /**
   * The controller's own settings, for the steps that it takes.
   *
   * @param steps of the training
   */
  public ControllerSettings controller(int steps) {
    return new ControllerSettings(
        Math.max(1, (int) Math.round(steps * (1 - settleFraction))),
        warmupFraction,
        reward,
        beta,
        controllerLearningRate,
        entropyWeight,
        baselineDecay);
  }
}
