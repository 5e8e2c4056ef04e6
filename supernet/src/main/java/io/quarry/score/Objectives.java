package io.quarry.score;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import java.util.List;
import java.util.stream.Collectors;

/** What can be measured on a candidate; a search optimises a choice of them. */
public final class Objectives {
  /** Share of images whose largest logit is not their class's. */
  public static final Objective TOP1_ERROR =
      Objective.minimize("top1-error", "top1_error_percent", "%");

  /** Mean cross-entropy of the softmax of the logits. */
  public static final Objective LOSS = Objective.minimize("loss", "loss_nats", "nats");

  /** Weights and biases as packed numbers; {@link Costs} has the formula. */
  public static final Objective SIZE_BYTES =
      Objective.minimize("size-bytes", "size_bytes", "bytes");

  /** Multiply-accumulates for one image. */
  public static final Objective MACS = Objective.minimize("macs", "macs", "");

  /** Bit operations for one image: Σ MAC · weight bits · activation bits. */
  public static final Objective BOPS = Objective.minimize("bops", "bops", "");

  /** Median time of one run of the model on a host of one class. */
  public static final Objective LATENCY_MS = Objective.minimize("latency-ms", "latency_ms", "ms");

  /** What scoring measures. */
  public static final List<Objective> SCORED = List.of(TOP1_ERROR, LOSS, SIZE_BYTES, MACS, BOPS);

  /** What scoring and timing measure. */
  public static final List<Objective> ALL =
      List.of(TOP1_ERROR, LOSS, LATENCY_MS, SIZE_BYTES, MACS, BOPS);

  private Objectives() {}

  /**
   * The objective of a name.
   *
   * @throws InputException when there is none
   */
  public static Objective named(String name) {
    return ALL.stream()
        .filter(objective -> objective.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "There is no objective \"%s\"".formatted(name),
                    "use one of %s."
                        .formatted(
                            ALL.stream().map(Objective::name).collect(Collectors.joining(", ")))));
  }
}
