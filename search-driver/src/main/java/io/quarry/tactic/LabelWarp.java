package io.quarry.tactic;

/** A monotone map from an objective's values to the scale on which they are learned, and back. */
interface LabelWarp {
  /** The scale's value of a label. */
  double apply(double label);

  /** The label of a value of the scale. */
  double invert(double scaled);

  /** Values as they are. */
  static LabelWarp identity() {
    return new LabelWarp() {
      @Override
      public double apply(double label) {
        return label;
      }

      @Override
      public double invert(double scaled) {
        return scaled;
      }
    };
  }

  /** Logarithms of positive values: factors become terms. */
  static LabelWarp logarithm() {
    return new LabelWarp() {
      @Override
      public double apply(double label) {
        return Math.log(label);
      }

      @Override
      public double invert(double scaled) {
        return Math.exp(scaled);
      }
    };
  }

  /** The normal scores of the values' ranks; see {@link NormalScores}. */
  static LabelWarp ranks(double[] labels) {
    return NormalScores.of(labels);
  }
}
