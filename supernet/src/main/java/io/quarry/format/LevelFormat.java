package io.quarry.format;

/**
 * A format of finitely many levels, of which every tensor or channel has its own multiple: the
 * number of level ℓ is {@code scale · ℓ}, and 0 is always one of them.
 *
 * <p>The format says how to round to its levels; {@link Rounding} does the rest alike for all:
 * rounding numbers, the straight-through gradients of numbers and parameters, and errors.
 */
public sealed interface LevelFormat extends NumberFormat
    permits CodeFormat, FloatFormat, BFloat16, AdditivePowersFormat {

  /** Its levels at scale 1, ascending. Of a movable zero point, at zero point 0. */
  double[] levels();

  /** The smallest level, 0 or less, at a zero point. */
  float minLevel(int zeroPoint);

  /** The largest level, 0 or more, at a zero point. */
  float maxLevel(int zeroPoint);

  @Override
  default long levelCount() {
    return levels().length;
  }

  @Override
  default double min() {
    return minLevel(0);
  }

  @Override
  default double max() {
    return maxLevel(0);
  }

  /** Whether a tensor has a scale of its own; the scale of others is always 1. */
  default boolean isScaled() {
    return true;
  }

  /** Whether the zero point may move, so that training may learn an offset. */
  default boolean hasOffset() {
    return false;
  }

  /**
   * The grid for numbers of a range, which is widened to include 0: the smallest at which no end of
   * the range is clipped by more than half a step. An empty range gets scale 1.
   *
   * @param min finite
   * @param max finite, at least {@code min}
   */
  Grid grid(float min, float max);

  /**
   * Rounds numbers to the nearest levels; what is beyond the last level becomes that.
   *
   * @param scaled numbers, divided by the scale
   * @param length how many of them, from the first
   * @param zeroPoint of the grid; 0 for formats that have none
   * @param levels gets the levels; may be {@code scaled}
   */
  void round(float[] scaled, int length, int zeroPoint, float[] levels);

  /**
   * The same in elementary steps: equal levels, though a 0 may differ in sign.
   *
   * @param <T> a tensor
   */
  <T> T round(T scaled, int zeroPoint, Elementwise<T> steps);
}
