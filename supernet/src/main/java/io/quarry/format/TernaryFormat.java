package io.quarry.format;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

/**
 * The three numbers −scale, 0 and scale. The scale is no matter of a calibrator: it is the mean or
 * the median of the magnitudes. Ma et al. 2024, "The Era of 1-bit LLMs" (mean), and Nielsen and
 * Schneider-Kamp 2024, "BitNet b1.58 Reloaded" (median). Packed in 2 bits.
 *
 * @param centre what of the magnitudes is the scale
 */
public record TernaryFormat(Centre centre) implements CodeFormat {

  /** What of the magnitudes is the scale. */
  public enum Centre {
    MEAN,
    MEDIAN
  }

  public TernaryFormat {
    Objects.requireNonNull(centre, "centre");
  }

  @Override
  public String name() {
    return centre == Centre.MEAN ? "ternary-mean" : "ternary-median";
  }

  @Override
  public int bits() {
    return 2;
  }

  @Override
  public String source() {
    return centre == Centre.MEAN
        ? "Ma et al. 2024, The Era of 1-bit LLMs"
        : "Nielsen and Schneider-Kamp 2024, BitNet b1.58 Reloaded";
  }

  @Override
  public int minCode() {
    return -1;
  }

  @Override
  public int maxCode() {
    return 1;
  }

  @Override
  public Grid grid(float min, float max) {
    return SymmetricScale.grid(min, max, -1, 1);
  }

  /** The grid for numbers that are known. */
  public Grid grid(float[] values, int from, int to) {
    float[] magnitudes = new float[to - from];
    double sum = 0;
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(values[from + i]);
      sum += magnitudes[i];
    }
    if (centre == Centre.MEAN) {
      return grid(sum / magnitudes.length);
    }
    Arrays.sort(magnitudes);
    int half = magnitudes.length / 2;
    double upper = magnitudes[half];
    double lower = magnitudes[(magnitudes.length - 1) / 2];
    return grid((lower + upper) / 2);
  }

  /**
   * The grid for numbers that are known by how many there are of each.
   *
   * @param values numbers
   * @param counts how many of each; at least one of them is positive
   */
  public Grid grid(float[] values, float[] counts) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> Math.abs(values[i])));
    double total = 0;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      total += counts[i];
      sum += (double) counts[i] * Math.abs(values[i]);
    }
    if (centre == Centre.MEAN) {
      return grid(sum / total);
    }
    double below = 0;
    int middle = -1;
    while (below <= total / 2) {
      middle++;
      below += counts[order[middle]];
    }
    return grid(Math.abs(values[order[middle]]));
  }

  private static Grid grid(double scale) {
    return new Grid(scale == 0 ? 1 : Math.max((float) scale, SymmetricScale.MIN), 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
