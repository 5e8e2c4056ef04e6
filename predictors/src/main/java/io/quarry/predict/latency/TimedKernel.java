package io.quarry.predict.latency;

import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * A kernel that was timed by itself.
 *
 * @param kernel what was timed
 * @param latencyMs milliseconds, more than 0
 */
public record TimedKernel(FusedKernel kernel, double latencyMs) implements Serializable {
  /** Checks the time. */
  public TimedKernel {
    requireTime(latencyMs, kernel);
  }

  static void requireTime(double latencyMs, Object what) {
    if (!(latencyMs > 0) || !Double.isFinite(latencyMs)) {
      throw new InputException(
          "The latency %s ms is no time: %s".formatted(latencyMs, what),
          "leave out what could not be timed.");
    }
  }
}
