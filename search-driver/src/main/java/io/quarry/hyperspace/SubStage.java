package io.quarry.hyperspace;

import java.util.Objects;

/**
 * What one way to build a stage, of its block type and within its window, was found to cost.
 *
 * @param loss how far its output is from the teacher's, finite, 0 or more
 * @param mflops millions of floating-point operations
 * @param mparams millions of parameters
 * @param latencyMs finite, above 0
 */
public record SubStage(Input input, double loss, double mflops, double mparams, double latencyMs) {
  public SubStage {
    Objects.requireNonNull(input, "input");
    if (!(loss >= 0 && Double.isFinite(loss) && latencyMs > 0 && Double.isFinite(latencyMs))) {
      throw new IllegalArgumentException("Loss %s, latency %s ms".formatted(loss, latencyMs));
    }
  }
}
