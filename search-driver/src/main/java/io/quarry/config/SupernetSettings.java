package io.quarry.config;

import io.quarry.arch.ConvFamily;
import io.quarry.arch.Stage;
import io.quarry.train.Phase;
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

  /** The largest network alone, trained by other phases. */
  SupernetSettings largestAlone(List<Phase> phases) {
    ConvFamily alone = SpaceSettings.net(this).largestAlone().family();
    return new SupernetSettings(
        alone.stemWidths(), alone.stemStride(), alone.stages(), recipe.withPhases(phases));
  }

  /** The same without phases. */
  SupernetSettings untrained() {
    return new SupernetSettings(stemWidths, stemStride, stages, recipe.withPhases(List.of()));
  }

  /** What is elastic. */
  public ConvFamily family() {
    return new ConvFamily(stemWidths, stemStride, stages);
  }
}
