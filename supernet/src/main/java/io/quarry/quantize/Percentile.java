package io.quarry.quantize;

import io.quarry.format.LevelFormat;
import io.quarry.problem.InputException;
import java.util.Arrays;

/**
 * Cuts off the outermost numbers at either end: the range ends at the percentile from below and,
 * mirrored, from above. Ranks are nearest ranks, so of few numbers none is cut.
 *
 * @param percent of the numbers lie at or below the upper end; above 50, at most 100
 */
public record Percentile(double percent) implements Calibrator {
  static final String PREFIX = "percentile:";

  public Percentile {
    if (!(percent > 50 && percent <= 100)) {
      throw new InputException(
          "Percentile %s is not above 50 and at most 100".formatted(percent),
          "99.99 or 99.9 is what you want.");
    }
  }

  static Percentile parse(String text) {
    String number = text.substring(PREFIX.length());
    try {
      return new Percentile(Double.parseDouble(number));
    } catch (NumberFormatException e) {
      throw new InputException(
          "Calibrator \"%s\": %s is no number".formatted(text, number),
          "write percentile:99.99.",
          e);
    }
  }

  @Override
  public Range range(ActivationStatistics statistics, LevelFormat format) {
    return statistics.range(percent);
  }

  @Override
  public Range range(float[] values, int from, int to, LevelFormat format) {
    int cut = Math.toIntExact(cut(to - from, percent));
    if (cut == 0) {
      return MinMax.of(values, from, to);
    }
    float[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    return Range.covering(sorted[cut], sorted[sorted.length - 1 - cut]);
  }

  @Override
  public String text() {
    return PREFIX + (percent == Math.rint(percent) ? String.valueOf((long) percent) : percent);
  }

  /** How many of {@code count} numbers are cut off at either end. */
  static long cut(long count, double percent) {
    return count - (long) Math.ceil(percent / 100 * count);
  }
}
