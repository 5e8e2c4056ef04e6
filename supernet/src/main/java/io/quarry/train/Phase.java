package io.quarry.train;

import java.io.Serializable;
import java.util.Objects;

/**
 * One phase of a recipe; the learning rate rises linearly to its peak, then falls on a cosine to 0
 * at the phase's end (Loshchilov and Hutter, arXiv 1608.03983, without restarts).
 *
 * @param kind which networks a step trains
 * @param epochs passes over the training split; may be a fraction, positive
 * @param learningRate peak rate of the phase, positive
 * @param warmupFraction share of the phase's steps in which the rate rises, in [0, 1]
 * @param formats what a quantization-aware phase rounds to
 */
public record Phase(
    Kind kind, double epochs, double learningRate, double warmupFraction, PhaseFormats formats)
    implements Serializable {

  public Phase {
    Objects.requireNonNull(formats, "formats");
  }

  /** A phase in float32. */
  public Phase(Kind kind, double epochs, double learningRate, double warmupFraction) {
    this(kind, epochs, learningRate, warmupFraction, PhaseFormats.none());
  }

  /** The same that trains the largest network alone. */
  public Phase ofLargest() {
    return new Phase(Kind.LARGEST, epochs, learningRate, warmupFraction, formats);
  }

  /** Which networks one step trains. */
  public enum Kind {
    /**
     * The largest network alone, in a quantization-aware phase also in a random policy; every
     * second step, where stages have several block types, the largest of types drawn at random, so
     * that no branch stays untrained.
     */
    LARGEST,
    /**
     * Sandwich rule: the largest, the smallest and {@link Recipe#randomSubnets} random ones; in a
     * quantization-aware phase the largest in float32 and in formats, the others in formats.
     */
    SANDWICH
  }

  /** Steps of this phase, at least one, when an epoch has {@code stepsPerEpoch}. */
  int steps(int stepsPerEpoch) {
    return Math.max(1, (int) Math.round(epochs * stepsPerEpoch));
  }

  /** As before there were formats where it has none: checkpoints are known by it. */
  @Override
  public String toString() {
    String text =
        "Phase[kind=%s, epochs=%s, learningRate=%s, warmupFraction=%s"
            .formatted(kind, epochs, learningRate, warmupFraction);
    return text + (formats.areNone() ? "]" : ", formats=%s]".formatted(formats));
  }

  /** The learning rate at step {@code t} of the phase's {@code steps}, counted from 0. */
  double learningRateAt(int t, int steps) {
    int warmup = (int) (warmupFraction * steps);
    if (t < warmup) {
      return learningRate * (t + 1) / (warmup + 1);
    }
    double progress = (double) (t - warmup) / (steps - warmup);
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
