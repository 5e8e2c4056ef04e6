package io.quarry.evaluate;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a search puts up with from one candidate.
 *
 * @param timeout how long its evaluation may take; the wait for a host to be free does not count
 * @param executorLosses executors that may be lost under it before it counts as failed, at least 2:
 *     the first may have been lost to what ran beside it
 */
public record Endurance(Duration timeout, int executorLosses) implements Serializable {
  private static final int LEAST_LOSSES = 2;

  public Endurance {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("No candidate is evaluated in %s".formatted(timeout));
    }
    if (executorLosses < LEAST_LOSSES) {
      throw new IllegalArgumentException(
          "%d lost executors prove nothing".formatted(executorLosses));
    }
  }
}
