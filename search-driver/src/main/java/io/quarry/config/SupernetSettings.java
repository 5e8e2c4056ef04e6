package io.quarry.config;

import io.quarry.arch.ConvFamily;
import io.quarry.arch.Stage;
import io.quarry.train.Recipe;
import java.io.Serializable;
import java.util.List;

/**
 * The supernet but for what the data decides, and how it is trained.
 *
 * @param stemWidths channels of the 3×3 stem to choose from, ascending
 * @param stemStride stride of the stem
 * @param stages in order
 * @param recipe how it is trained
 */
public record SupernetSettings(
    List<Integer> stemWidths, int stemStride, List<Stage> stages, Recipe recipe)
    implements Serializable {

  public SupernetSettings {
    stemWidths = List.copyOf(stemWidths);
    stages = List.copyOf(stages);
  }

  /** What is elastic. */
  public ConvFamily family() {
    return new ConvFamily(stemWidths, stemStride, stages);
  }
}
