package io.quarry.hyperspace;

import java.util.ArrayList;
import java.util.List;

/**
 * A search space among many: of each stage the block type and the window of widths. Kernels,
 * widths, expansions, depths and the resolution stay open in it.
 *
 * @param types for each stage the number of its block type, from 0
 * @param windows for each stage the number of its window, from 0
 */
public record StageSpace(List<Integer> types, List<Integer> windows) {
  public StageSpace {
    types = List.copyOf(types);
    windows = List.copyOf(windows);
    if (types.size() != windows.size()) {
      throw new IllegalArgumentException(
          "%d block types, but %d windows".formatted(types.size(), windows.size()));
    }
  }

  /** The same space with another block type in one stage. */
  public StageSpace withType(int stage, int type) {
    return new StageSpace(replaced(types, stage, type), windows);
  }

  /** The same space with another window in one stage. */
  public StageSpace withWindow(int stage, int window) {
    return new StageSpace(types, replaced(windows, stage, window));
  }

  /** The same with one stage more. */
  StageSpace followedBy(int type, int window) {
    return new StageSpace(with(types, type), with(windows, window));
  }

  private static List<Integer> with(List<Integer> values, int value) {
    List<Integer> longer = new ArrayList<>(values);
    longer.add(value);
    return longer;
  }

  private static List<Integer> replaced(List<Integer> values, int at, int value) {
    List<Integer> copy = new ArrayList<>(values);
    copy.set(at, value);
    return copy;
  }
}
