package io.quarry.fliqs;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a policy is worth: its quality Q, and how its cost T stands to the target T₀. The weight β
 * of the cost is positive; a cost above the target never makes a reward larger.
 */
public enum Reward {
  /**
   * Q − β·|1 − T/T₀|: pulls the cost to the target from both sides (TuNAS, arXiv 2008.06120;
   * FLIQS's own).
   */
  ABSOLUTE {
    @Override
    public double of(double quality, double costToTarget, double beta) {
      return quality - beta * Math.abs(1 - costToTarget);
    }
  },
  /** Q − β·|1 − max(1, T/T₀)|: what is below the target is free. */
  ONE_SIDED {
    @Override
    public double of(double quality, double costToTarget, double beta) {
      return quality - beta * (Math.max(1, costToTarget) - 1);
    }
  },
  /** Q·(T/T₀)^(−β): soft exponential (MnasNet, arXiv 1807.11626, equation 2); of Q > 0. */
  SOFT_EXPONENTIAL {
    @Override
    public double of(double quality, double costToTarget, double beta) {
      return quality * Math.pow(costToTarget, -beta);
    }
  },
  /** Q·max(1, T/T₀)^(−β): hard exponential (MnasNet, equation 3); of Q > 0. */
  HARD_EXPONENTIAL {
    @Override
    public double of(double quality, double costToTarget, double beta) {
      return quality * Math.pow(Math.max(1, costToTarget), -beta);
    }
  };

  /**
   * The reward.
   *
   * @param quality Q, more is better
   * @param costToTarget T/T₀, positive
   * @param beta β, at least 0
   */
  public abstract double of(double quality, double costToTarget, double beta);

  /** The name in configurations: {@code one-sided}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reward of a name. */
  public static Reward parse(String label) {
    return Arrays.stream(values())
        .filter(reward -> reward.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no reward %s; there are %s".formatted(label, labels())));
  }

  /** All names, joined by commas. */
  public static String labels() {
    return Arrays.stream(values()).map(Reward::label).collect(Collectors.joining(", "));
  }
}
