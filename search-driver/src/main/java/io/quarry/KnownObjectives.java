package io.quarry;

import io.quarry.objective.Objective;
import java.util.List;

/** What is measured on every candidate. */
final class KnownObjectives {
  static final List<Objective> ALL =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("loss", "loss", ""),
          Objective.minimize("size-bytes", "size_bytes", "bytes"),
          Objective.minimize("macs", "macs", ""),
          Objective.minimize("bops", "bops", ""));

  private KnownObjectives() {}
}
