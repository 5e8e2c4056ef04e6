package io.quarry.distill;

import io.quarry.data.Augmentation;
import io.quarry.quantize.LayerFormats;
import io.quarry.train.Phase;
import io.quarry.train.PhaseFormats;
import io.quarry.train.Schedule;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * How a stage is distilled and its sub-stages are judged.
 *
 * @param inFloat32 the first phase
 * @param inInt8 the second phase, quantization-aware
 * @param scaleLearningRateFactor what the second phase's rate is multiplied by for scales and
 *     offsets, 0 or more
 * @param batch images a step
 * @param momentum of SGD with Nesterov momentum, in [0, 1)
 * @param weightDecay L2 penalty on convolution weights
 * @param gradientClip largest global L2 norm of a step's gradient, summed over its sub-stages
 * @param augmentation of training images, before the teacher sees them
 * @param randomSubStages trained in each step beside the largest and the smallest
 * @param rows sub-stages that are judged; all of them where there are fewer
 * @param calibrationImages for their batch-norm statistics; at most the split is used
 * @param evaluationImages of the validation split that they are judged on; at most the split
 */
public record DistillSettings(
    Rate inFloat32,
    Rate inInt8,
    double scaleLearningRateFactor,
    int batch,
    double momentum,
    double weightDecay,
    double gradientClip,
    Augmentation augmentation,
    int randomSubStages,
    int rows,
    int calibrationImages,
    int evaluationImages)
    implements Serializable {
  /** What everything is rounded to. */
  static final LayerFormats INT8 = LayerFormats.parse("int8");

  public DistillSettings {
    Objects.requireNonNull(augmentation, "augmentation");
    if (randomSubStages < 0 || rows < 1 || calibrationImages < 1 || evaluationImages < 1) {
      throw new IllegalArgumentException(
          "%d random sub-stages, %d rows, %d and %d images"
              .formatted(randomSubStages, rows, calibrationImages, evaluationImages));
    }
  }

  /**
   * The length and the learning rate of a phase; it rises, then falls on a cosine, as {@link Phase}
   * has it.
   *
   * @param epochs passes over the training split; may be a fraction, positive
   * @param learningRate at its peak, positive
   * @param warmupFraction share of the phase in which it rises, in [0, 1]
   */
  public record Rate(double epochs, double learningRate, double warmupFraction)
      implements Serializable {

    public Rate {
      if (!(epochs > 0 && learningRate > 0 && warmupFraction >= 0 && warmupFraction <= 1)) {
        throw new IllegalArgumentException(
            "%s epochs at a learning rate of %s, warm-up %s"
                .formatted(epochs, learningRate, warmupFraction));
      }
    }

    private Phase phase(PhaseFormats formats) {
      return new Phase(Phase.Kind.SANDWICH, epochs, learningRate, warmupFraction, formats);
    }
  }

  /**
   * Steps of both phases.
   *
   * @param images in the training split
   */
  public int steps(int images) {
    return new Schedule(phases(), images, batch).steps();
  }

  /** Both phases. */
  List<Phase> phases() {
    return List.of(
        inFloat32.phase(PhaseFormats.none()),
        inInt8.phase(new PhaseFormats(List.of(INT8), 0, scaleLearningRateFactor)));
  }
}
