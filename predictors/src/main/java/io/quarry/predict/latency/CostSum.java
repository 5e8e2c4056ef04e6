package io.quarry.predict.latency;

import java.util.Arrays;

/**
 * A constant and a sum of features, each with a price of 0 or more: what work costs. Fitted by
 * relative error under Huber's loss, it needs few rows and holds beyond them.
 */
final class CostSum implements Trunk {
  private static final long serialVersionUID = 1L;
  private static final int REWEIGHTINGS = 8;

  /** No time is predicted below this share of the least that was measured. */
  private static final double LEAST_SHARE = 0.01;

  private final double[] prices;
  private final double constantMs;
  private final double leastMs;

  private CostSum(double[] prices, double constantMs, double leastMs) {
    this.prices = prices;
    this.constantMs = constantMs;
    this.leastMs = leastMs;
  }

  static CostSum fit(double[][] rows, double[] ms) {
    int features = rows[0].length;
    double[] unit = units(rows);
    double[][] relative = new double[rows.length][features + 1];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < features; j++) {
        relative[i][j] = rows[i][j] / (unit[j] * ms[i]);
      }
      relative[i][features] = 1 / ms[i];
    }
    double[] x = new double[features + 1];
    double[] weights = new double[rows.length];
    Arrays.fill(weights, 1);
    for (int step = 0; step < REWEIGHTINGS; step++) {
      NormalEquations equations = new NormalEquations(features + 1);
      for (int i = 0; i < rows.length; i++) {
        equations.add(relative[i], weights[i], 1);
      }
      x = equations.solveNonNegative();
      weights = Robust.huberWeights(errors(relative, x));
    }
    double[] prices = new double[features];
    for (int j = 0; j < features; j++) {
      prices[j] = x[j] / unit[j];
    }
    double least = Arrays.stream(ms).min().orElseThrow();
    return new CostSum(prices, x[features], LEAST_SHARE * least);
  }

  @Override
  public double logMs(double[] row) {
    return Math.log(Math.max(constantMs + NormalEquations.dot(prices, row), leastMs));
  }

  private static double[] errors(double[][] relative, double[] x) {
    double[] errors = new double[relative.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = NormalEquations.dot(relative[i], x) - 1;
    }
    return errors;
  }

  /** The mean size of each feature: features differ by many orders of magnitude. */
  private static double[] units(double[][] rows) {
    double[] unit = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < unit.length; j++) {
        unit[j] += Math.abs(row[j]) / rows.length;
      }
    }
    return Arrays.stream(unit).map(u -> Math.max(u, Double.MIN_NORMAL)).toArray();
  }
}
