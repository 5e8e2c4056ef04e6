package io.quarry.arch;

import java.io.Serializable;
import java.util.List;

/**
 * What is elastic in one stage of a family; every list ascending and without repeats.
 *
 * @param blocks the block types to choose from, one for the whole stage
 * @param depths numbers of blocks
 * @param widths output channels of the stage
 * @param kernels kernel sides, odd
 * @param expansions ratio of a block's inner to its output channels (inverted, fused); a bottleneck
 *     divides by it instead
 * @param stride of the first block
 */
public record Stage(
    List<BlockType> blocks,
    List<Integer> depths,
    List<Integer> widths,
    List<Integer> kernels,
    List<Integer> expansions,
    int stride)
    implements Serializable {

  public Stage {
    blocks = List.copyOf(blocks);
    depths = List.copyOf(depths);
    widths = List.copyOf(widths);
    kernels = List.copyOf(kernels);
    expansions = List.copyOf(expansions);
  }
}
