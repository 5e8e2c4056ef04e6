package io.quarry.quantize;

import java.io.Serializable;

/**
 * What a grid is to cover; always includes 0.
 *
 * @param min finite, at most 0
 * @param max finite, at least 0
 */
public record Range(float min, float max) implements Serializable {

  public Range {
    if (!Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalArgumentException("Range %s to %s is not finite".formatted(min, max));
    }
    if (min > 0 || max < 0) {
      throw new IllegalArgumentException("Range %s to %s excludes 0".formatted(min, max));
    }
  }

  /** The smallest range with both numbers and 0. */
  static Range covering(float min, float max) {
    return new Range(Math.min(min, 0), Math.max(max, 0));
  }

  /** Both ends times a factor. */
  Range scaled(float factor) {
    return new Range(min * factor, max * factor);
  }
}
