package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;

/** Ten decisions of three values each, one-hot, and labels of effects that add up and interact. */
final class SampleRows {
  private static final double NOISE = 0.2;

  private SampleRows() {}

  static double[][] of(int n, long seed) {
    RandomGenerator random = new Seeds(seed).child("rows").generator();
    double[][] rows = new double[n][30];
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j += 3) {
        row[j + random.nextInt(3)] = 1;
      }
    }
    return rows;
  }

  static double[] additive(double[][] rows) {
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        labels[i] += rows[i][j] * Math.sin(j * j + 1);
      }
    }
    return labels;
  }

  static double[] noisy(double[][] rows, long seed) {
    RandomGenerator random = new Seeds(seed).child("noise").generator();
    double[] labels = additive(rows);
    for (int i = 0; i < rows.length; i++) {
      labels[i] += rows[i][0] * rows[i][3] + NOISE * random.nextGaussian();
    }
    return labels;
  }
}
