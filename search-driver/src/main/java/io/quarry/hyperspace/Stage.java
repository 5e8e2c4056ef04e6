package io.quarry.hyperspace;

import java.util.List;
import java.util.Objects;

/**
 * A stage of a network, and what it may be made of.
 *
 * @param name for people
 * @param types the block types, distinct, at least one
 * @param windows the windows of widths, distinct, at least one, narrow ones first
 */
public record Stage(String name, List<String> types, List<String> windows) {
  public Stage {
    Objects.requireNonNull(name, "name");
    types = List.copyOf(types);
    windows = List.copyOf(windows);
    if (types.isEmpty() || windows.isEmpty()) {
      throw new IllegalArgumentException("Stage %s has nothing to choose from".formatted(name));
    }
  }
}
