package io.quarry.search;

import io.quarry.arch.BlockType;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.ElasticStage;
import java.util.ArrayList;
import java.util.List;

/** What the stages of a supernet may be made of: each block type, each window of widths. */
final class StageChoices {
  private StageChoices() {}

  /**
   * All of them, by stage, block type and window.
   *
   * @param window neighbouring widths of a window
   */
  static List<ElasticStage> of(ElasticConvNet net, int window) {
    List<ElasticStage> choices = new ArrayList<>();
    for (int stage = 1; stage <= net.stages(); stage++) {
      List<Integer> widths = net.family().stages().get(stage - 1).widths();
      for (BlockType type : net.blockTypes(stage)) {
        for (int from = 0; from == 0 || from + window <= widths.size(); from++) {
          int to = Math.min(from + window, widths.size());
          choices.add(new ElasticStage(net, stage, type, widths.subList(from, to)));
        }
      }
    }
    return choices;
  }
}
