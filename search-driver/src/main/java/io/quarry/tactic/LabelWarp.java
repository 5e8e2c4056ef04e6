package io.quarry.tactic;

import java.util.Arrays;

/** A monotone map from an objective's values to the scale on which they are learned, and back. */
interface LabelWarp {
  /** The scale's value of a label. */
  double apply(double label);

  /** The label of a value of the scale. */
  double invert(double scaled);

  /**
   * Logarithms: factors become terms, and differences among good values count more than among bad
   * ones. Values that are not all positive are moved so that the least lies half as far from 0 as
   * from the median.
   */
  static LabelWarp logarithm(double[] labels) {
    double[] sorted = labels.clone();
    Arrays.sort(sorted);
    double least = sorted[0];
    double half = (sorted[sorted.length / 2] - least) / 2;
    double positive = half > 0 ? half : sorted[sorted.length - 1] - least;
    double shift = least > 0 ? 0 : positive - least;
    return new LabelWarp() {
      @Override
      public double apply(double label) {
        return Math.log(label + shift);
      }

      @Override
      public double invert(double scaled) {
        return Math.exp(scaled) - shift;
      }
    };
  }

  /** The normal scores of the values' ranks; see {@link NormalScores}. */
  static LabelWarp ranks(double[] labels) {
    return NormalScores.of(labels);
  }
}
