package io.quarry.train;

import io.quarry.data.Augmentation;
import java.io.Serializable;
import java.util.List;

/**
 * How a supernet is trained: SGD with Nesterov momentum through phases.
 *
 * @param batch images a step
 * @param momentum in [0, 1)
 * @param weightDecay L2 penalty on convolution and classifier weights, not on normalization
 * @param labelSmoothing in [0, 1)
 * @param gradientClip largest global L2 norm of a step's gradient, summed over its networks
 * @param distillation weight of the largest network's soft targets against the labels, in [0, 1]
 * @param randomSubnets random networks in a sandwich step
 * @param augmentation largest random shift in pixels, and whether images are mirrored at random
 * @param phases in order
 */
public record Recipe(
    int batch,
    double momentum,
    double weightDecay,
    double labelSmoothing,
    double gradientClip,
    double distillation,
    int randomSubnets,
    Augmentation augmentation,
    List<Phase> phases)
    implements Serializable {

  public Recipe {
    phases = List.copyOf(phases);
  }

  /** Whether some phase is quantization-aware. */
  public boolean isQuantizationAware() {
    return phases.stream().anyMatch(phase -> !phase.formats().areNone());
  }

  /** The same with other phases. */
  public Recipe withPhases(List<Phase> other) {
    return new Recipe(
        batch,
        momentum,
        weightDecay,
        labelSmoothing,
        gradientClip,
        distillation,
        randomSubnets,
        augmentation,
        other);
  }
}
