package io.quarry.format;

import java.util.Arrays;

/**
 * What numbers suffer when their format changes while they are trained, and what a clipping
 * threshold has to do with it: Dotzel et al. 2024, "FLIQS: One-Shot Mixed-Precision Floating-Point
 * and Integer Quantization Search", section 3.2. A lower threshold lowers the error of switching,
 * which is between the levels of two formats, and raises that of clipping, which both share; the
 * paper therefore clips below the threshold at which one format alone errs least.
 */
public final class SwitchingError {
  private SwitchingError() {}

  /**
   * Mean |Q₁(x) − Q₂(x)| where both formats end at a threshold.
   *
   * @param threshold positive; what is beyond is clipped to it
   * @param values at least one
   */
  public static double between(
      LevelFormat first, LevelFormat second, float threshold, float[] values) {
    return meanDistance(round(first, threshold, values), round(second, threshold, values));
  }

  /** Mean |x − Q(x)| of one format that ends at a threshold. */
  public static double rounding(LevelFormat format, float threshold, float[] values) {
    return meanDistance(values, round(format, threshold, values));
  }

  /** Mean |x − clip(x)|: what a threshold alone takes from numbers. */
  public static double clipping(float threshold, float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.max(0, Math.abs(value) - threshold);
    }
    return sum / values.length;
  }

  private static float[] round(LevelFormat format, float threshold, float[] values) {
    float[] clipped = Arrays.copyOf(values, values.length);
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(-threshold, Math.min(threshold, clipped[i]));
    }
    return Rounding.perTensor(format, format.grid(-threshold, threshold)).round(clipped);
  }

  private static double meanDistance(float[] first, float[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.abs((double) first[i] - second[i]);
    }
    return sum / first.length;
  }
}
