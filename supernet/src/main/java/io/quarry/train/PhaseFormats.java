package io.quarry.train;

import io.quarry.quantize.LayerFormats;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The formats that a quantization-aware phase trains.
 *
 * @param formats distinct; none: the phase trains in float32 alone
 * @param rampFraction share of the phase over which formats join, from many bits to few, in [0, 1]
 * @param scaleLearningRateFactor what the learning rate is multiplied by for the scales and offsets
 *     of the formats, 0 or more
 */
public record PhaseFormats(
    List<LayerFormats> formats, double rampFraction, double scaleLearningRateFactor)
    implements Serializable {
  private static final PhaseFormats NONE = new PhaseFormats(List.of(), 0, 1);

  public PhaseFormats {
    formats =
        formats.stream().sorted(Comparator.comparingInt(PhaseFormats::bits).reversed()).toList();
  }

  /** Of a phase in float32. */
  public static PhaseFormats none() {
    return NONE;
  }

  /** Whether the phase trains in float32 alone. */
  public boolean areNone() {
    return formats.isEmpty();
  }

  /**
   * The formats in use, from many bits to few.
   *
   * @param progress share of the phase that is done, in [0, 1)
   */
  public List<LayerFormats> joined(double progress) {
    if (progress >= rampFraction) {
      return formats;
    }
    int others = formats.size() - 1;
    return formats.subList(0, 1 + (int) (progress / rampFraction * others));
  }

  private static int bits(LayerFormats formats) {
    return formats.weights().bits() + formats.activations().bits();
  }
}
