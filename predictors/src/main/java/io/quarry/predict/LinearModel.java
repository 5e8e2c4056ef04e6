package io.quarry.predict;

import java.util.Arrays;

/** A linear function of the features, with one spread everywhere. */
final class LinearModel implements Predictor {
  private final double[] weights;
  private final double offset;
  private final double error;

  LinearModel(double[] weights, double offset, double error) {
    this.weights = weights;
    this.offset = offset;
    this.error = error;
  }

  @Override
  public void predict(double[][] rows, double[] mean, double[] spread) {
    for (int i = 0; i < rows.length; i++) {
      double sum = offset;
      for (int j = 0; j < weights.length; j++) {
        sum += weights[j] * rows[i][j];
      }
      mean[i] = sum;
    }
    Arrays.fill(spread, error);
  }
}
