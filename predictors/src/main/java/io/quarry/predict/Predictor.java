package io.quarry.predict;

/** A function from features to a value, with how sure it is of it. Immutable and thread-safe. */
public interface Predictor {
  /**
   * Predicts one value a row.
   *
   * @param rows features, each row as long as those it was fitted on
   * @param mean gets the predicted values, in the unit of the labels; as long as {@code rows}
   * @param spread gets the standard deviations of the prediction's error, in the unit of the
   *     labels, 0 or more; as long as {@code rows}
   */
  void predict(double[][] rows, double[] mean, double[] spread);
}
