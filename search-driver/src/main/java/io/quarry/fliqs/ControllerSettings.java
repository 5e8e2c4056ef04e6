package io.quarry.fliqs;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a controller learns.
 *
 * @param steps of training in all, at least 1
 * @param warmupFraction share of them in which policies are drawn uniformly and nothing is learned,
 *     in [0, 1)
 * @param reward what a policy is worth
 * @param beta weight of the cost in it, at least 0
 * @param learningRate of the logits (Adam), positive
 * @param entropyWeight the greatest weight of the policy's entropy, reached at the last step; at
 *     least 0; with 0 nothing makes the policy certain
 * @param baselineDecay of the exponential moving average of rewards, in [0, 1)
 */
public record ControllerSettings(
    int steps,
    double warmupFraction,
    Reward reward,
    double beta,
    double learningRate,
    double entropyWeight,
    double baselineDecay)
    implements Serializable {

  public ControllerSettings {
    Objects.requireNonNull(reward, "reward");
    if (steps < 1) {
      throw new IllegalArgumentException("A controller takes at least one step, not " + steps);
    }
    requireShare("warmupFraction", warmupFraction);
    requireShare("baselineDecay", baselineDecay);
    requireAtLeast("beta", beta, 0);
    requireAtLeast("entropyWeight", entropyWeight, 0);
    requireAtLeast("learningRate", learningRate, Double.MIN_VALUE);
  }

  /**
   * For thousands of steps: what the authors' code has as defaults, the absolute reward with β = 1,
   * entropy weight 0.1, baseline 0.99; warm-up a quarter of the steps; and the learning rate 0.02
   * instead of their 0.05, which on HAWQ-V3's table settles too early at tight targets.
   */
  public static ControllerSettings of(int steps) {
    return new ControllerSettings(steps, 0.25, Reward.ABSOLUTE, 1, 0.02, 0.1, 0.99);
  }

  /** The first step at which the controller learns. */
  public int warmupSteps() {
    return (int) (warmupFraction * steps);
  }

  /**
   * The entropy's weight at a step: 0 while warming up, then rising on half a cosine to {@link
   * #entropyWeight}.
   *
   * @param step counted from 0
   */
  public double entropyWeightAt(int step) {
    int warmup = warmupSteps();
    if (step <= warmup) {
      return 0;
    }
    double progress = Math.min(1, (double) (step - warmup) / (steps - warmup));
    return entropyWeight * (1 - Math.cos(Math.PI * progress)) / 2;
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("%s is in [0, 1), not %s".formatted(name, value));
    }
  }

  private static void requireAtLeast(String name, double value, double least) {
    if (!(value >= least) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("%s cannot be %s".formatted(name, value));
    }
  }
}
