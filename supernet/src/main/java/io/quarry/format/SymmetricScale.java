package io.quarry.format;

/** The scale at which the largest level meets the end of a range. */
final class SymmetricScale {
  /**
   * The smallest scale in use: far below any that matters, and the product of two is still a normal
   * float.
   */
  static final float MIN = 0x1p-60f;

  private SymmetricScale() {}

  /** The grid of a format whose levels reach from {@code minLevel} to {@code maxLevel}. */
  static Grid grid(float min, float max, float minLevel, float maxLevel) {
    double high = Math.max(max, 0) / (double) maxLevel;
    double low = minLevel < 0 ? Math.min(min, 0) / (double) minLevel : 0;
    double step = Math.max(low, high);
    return new Grid(step == 0 ? 1 : Math.max((float) step, MIN), 0);
  }
}
