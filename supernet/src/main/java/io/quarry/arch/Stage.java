package io.quarry.arch;

import java.io.Serializable;
import java.util.List;

/**
 * What is elastic in one stage of a family; every list of numbers ascends without repeats.
 *
 * @param blocks the block types to choose from, one for the whole stage
 * @param depths numbers of blocks
 * @param widths output channels of the stage
 * @param kernels kernel sides, odd
 * @param expansions ratio of a block's inner channels to the stage's width; a bottleneck divides by
 *     it where the others multiply; none where no block type has an expansion
 * @param stride of the first block, 1 or 2
 */
public record Stage(
    List<BlockType> blocks,
    List<Integer> depths,
    List<Integer> widths,
    List<Integer> kernels,
    List<Integer> expansions,
    int stride)
    implements Serializable {
  /** MobileNetV3, arXiv 1905.02244, section 5.3. */
  private static final int SQUEEZE_REDUCTION = 4;

  public Stage {
    blocks = List.copyOf(blocks);
    depths = List.copyOf(depths);
    widths = List.copyOf(widths);
    kernels = List.copyOf(kernels);
    expansions = List.copyOf(expansions);
  }

  /** Throws an IllegalArgumentException that names the first list or number that cannot be. */
  void check() {
    if (blocks.isEmpty() || blocks.stream().distinct().count() != blocks.size()) {
      throw new IllegalArgumentException(
          "blocks = %s must name at least one block type, each once".formatted(blocks));
    }
    checkAscending("depths", depths);
    checkAscending("widths", widths);
    checkAscending("kernels", kernels);
    if (!expandingBlocks().isEmpty() || !expansions.isEmpty()) {
      checkAscending("expansions", expansions);
    }
    if (kernels.stream().anyMatch(kernel -> kernel % 2 == 0)) {
      throw new IllegalArgumentException("kernels = %s must be odd".formatted(kernels));
    }
    if (stride < 1 || stride > 2) {
      throw new IllegalArgumentException("stride = %d must be 1 or 2".formatted(stride));
    }
  }

  /** Channels in the middle of a gate over so many: a quarter, rounded. */
  static int squeezedChannels(int channels) {
    return Math.max(1, Math.round((float) channels / SQUEEZE_REDUCTION));
  }

  static void checkAscending(String name, List<Integer> values) {
    boolean ordered = !values.isEmpty() && values.get(0) > 0;
    for (int i = 1; i < values.size(); i++) {
      ordered &= values.get(i - 1) < values.get(i);
    }
    if (!ordered) {
      throw new IllegalArgumentException(
          "%s = %s must be positive numbers in ascending order".formatted(name, values));
    }
  }

  /** The block types that have an expansion, in their order. */
  List<BlockType> expandingBlocks() {
    return blocks.stream().filter(BlockType::hasExpansion).toList();
  }

  int deepest() {
    return depths.get(depths.size() - 1);
  }

  /** Channels inside a block of the given type. */
  static int innerChannels(BlockType type, int width, int expansion) {
    return type == BlockType.BOTTLENECK ? Math.max(1, width / expansion) : width * expansion;
  }
}
