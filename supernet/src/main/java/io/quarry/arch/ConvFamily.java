package io.quarry.arch;

import java.io.Serializable;
import java.util.List;

/**
 * The settings of an elastic convolutional family: a stem, stages of elastic depth, width, kernel,
 * expansion and block type, a global average pool and a classifier.
 *
 * @param input shape of one image
 * @param classes of the task
 * @param stemWidths channels of the 3×3 stem to choose from, ascending
 * @param stemStride stride of the stem
 * @param stages in order
 */
public record ConvFamily(
    Shape input, int classes, List<Integer> stemWidths, int stemStride, List<Stage> stages)
    implements Serializable {

  public ConvFamily {
    stemWidths = List.copyOf(stemWidths);
    stages = List.copyOf(stages);
  }
}
