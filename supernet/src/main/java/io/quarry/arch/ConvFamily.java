package io.quarry.arch;

import java.io.Serializable;
import java.util.List;

/**
 * The settings of an elastic convolutional family: a stem, stages of elastic depth, width, kernel,
 * expansion and block type, a global average pool and a classifier.
 *
 * @param stemWidths channels of the 3×3 stem to choose from, ascending
 * @param stemStride stride of the stem, 1 or 2
 * @param stages in order, at least one
 */
public record ConvFamily(List<Integer> stemWidths, int stemStride, List<Stage> stages)
    implements Serializable {

  public ConvFamily {
    stemWidths = List.copyOf(stemWidths);
    stages = List.copyOf(stages);
  }

  /** Throws an IllegalArgumentException that names the first list or number that cannot be. */
  void check() {
    Stage.checkAscending("stem.widths", stemWidths);
    if (stemStride < 1 || stemStride > 2) {
      throw new IllegalArgumentException("stem.stride = %d must be 1 or 2".formatted(stemStride));
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("A family needs at least one stage");
    }
    stages.forEach(Stage::check);
  }
}
