package io.quarry.quantize;

import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.TernaryFormat;
import io.quarry.problem.InputException;
import java.io.Serializable;

/** Picks the range that a grid covers: of activations from their statistics, of weights exactly. */
public sealed interface Calibrator extends Serializable
    permits MinMax, Percentile, MeanSquaredError {

  /** The range for an activation. */
  Range range(ActivationStatistics statistics, LevelFormat format);

  /**
   * The range for numbers that are known.
   *
   * @param from first index, included
   * @param to last index, excluded; more than {@code from}
   */
  Range range(float[] values, int from, int to, LevelFormat format);

  /** The grid for an activation: of this range, unless the format picks its scale itself. */
  default Grid grid(ActivationStatistics statistics, LevelFormat format) {
    if (format instanceof TernaryFormat ternary) {
      return ternary.grid(statistics.centres(), statistics.counts());
    }
    Range range = range(statistics, format);
    return format.grid(range.min(), range.max());
  }

  /**
   * The grid for numbers that are known: of this range, unless the format picks its scale itself.
   *
   * @param from first index, included
   * @param to last index, excluded; more than {@code from}
   */
  default Grid grid(float[] values, int from, int to, LevelFormat format) {
    if (format instanceof TernaryFormat ternary) {
      return ternary.grid(values, from, to);
    }
    Range range = range(values, from, to, format);
    return format.grid(range.min(), range.max());
  }

  /** The text in configurations: {@code min-max}, {@code percentile:99.99}, {@code mse}. */
  String text();

  /**
   * The calibrator of a configuration's text.
   *
   * @throws InputException when there is none
   */
  static Calibrator parse(String text) {
    if (text.equals(MinMax.TEXT)) {
      return new MinMax();
    }
    if (text.equals(MeanSquaredError.TEXT)) {
      return new MeanSquaredError();
    }
    if (text.startsWith(Percentile.PREFIX)) {
      return Percentile.parse(text);
    }
    throw new InputException(
        "There is no calibrator \"%s\"".formatted(text), "use min-max, percentile:99.99 or mse.");
  }
}
