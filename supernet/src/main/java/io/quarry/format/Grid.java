package io.quarry.format;

import java.io.Serializable;

/**
 * Where the numbers of an integer format lie: code q stands for {@code scale · (q − zeroPoint)}.
 *
 * @param scale the step between neighbours; positive and finite
 * @param zeroPoint the code of 0, a code of the format
 */
public record Grid(float scale, int zeroPoint) implements Serializable {

  public Grid {
    if (!(scale > 0) || scale == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("Scale %s is not positive and finite".formatted(scale));
    }
  }
}
