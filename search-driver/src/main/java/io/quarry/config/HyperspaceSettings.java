package io.quarry.config;

import io.quarry.distill.DistillSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * How search spaces are searched for, which nothing else depends on.
 *
 * @param window neighbouring widths of a stage that a space has, positive
 * @param latenciesMs the constraints, distinct and above 0; perhaps none
 * @param teacher location of a checkpoint whose largest network teaches; empty: one is trained for
 *     it, see {@link SearchConfig#teacher}
 * @param distillation how stages are distilled and their sub-stages judged
 */
public record HyperspaceSettings(
    int window, List<Double> latenciesMs, String teacher, DistillSettings distillation)
    implements Serializable {

  public HyperspaceSettings {
    latenciesMs = List.copyOf(latenciesMs);
    Objects.requireNonNull(teacher, "teacher");
    Objects.requireNonNull(distillation, "distillation");
  }

  /** The same under other constraints. */
  public HyperspaceSettings within(List<Double> otherLatenciesMs) {
    return new HyperspaceSettings(window, otherLatenciesMs, teacher, distillation);
  }
}
