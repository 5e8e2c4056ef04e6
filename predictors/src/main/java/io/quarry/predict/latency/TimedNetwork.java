package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.List;

/**
 * A network that was timed as a whole.
 *
 * @param kernels what it executes, repeats included, at least one
 * @param latencyMs milliseconds, more than 0
 */
public record TimedNetwork(List<FusedKernel> kernels, double latencyMs) implements Serializable {
  /** Copies and checks. */
  public TimedNetwork {
    kernels = List.copyOf(kernels);
    if (kernels.isEmpty()) {
      throw new IllegalArgumentException("A network without kernels was timed");
    }
    TimedKernel.requireTime(latencyMs, "a network of %d kernels".formatted(kernels.size()));
  }
}
