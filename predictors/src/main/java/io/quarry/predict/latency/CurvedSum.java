package io.quarry.predict.latency;

import java.util.Arrays;

/**
 * A sum of costs, multiplied by what a quadratic polynomial of the features' logarithms says: how
 * efficiency changes with size and shape. Beyond the training rows it stays what it is at their
 * edge. Ridge regression under Huber's loss.
 */
final class CurvedSum implements Trunk {
  private static final long serialVersionUID = 1L;
  private static final int REWEIGHTINGS = 4;

  /** More rows are left to the trees, which then know better and cost less. */
  private static final int MOST_ROWS = 1000;

  /** With more features than this, each is squared but not multiplied with the others. */
  private static final int MOST_FEATURES = 24;

  private final CostSum costs;
  private final double[] center;
  private final double[] scale;

  /** The standardised logarithms of the training rows are within these. */
  private final double[] lowest;

  private final double[] highest;
  private final double[] weights;

  private CurvedSum(CostSum costs, double[][] logs) {
    int features = logs[0].length;
    this.costs = costs;
    this.center = new double[features];
    this.scale = new double[features];
    this.lowest = new double[features];
    this.highest = new double[features];
    for (int j = 0; j < features; j++) {
      int feature = j;
      double[] column = Arrays.stream(logs).mapToDouble(row -> row[feature]).toArray();
      center[j] = Arrays.stream(column).average().orElseThrow();
      double squares = Arrays.stream(column).map(v -> sqr(v - center[feature])).sum();
      double deviation = Math.sqrt(squares / column.length);
      // A constant feature tells nothing, and a scale of 0 leaves it out.
      scale[j] = deviation > 1e-9 ? 1 / deviation : 0;
      lowest[j] = (Arrays.stream(column).min().orElseThrow() - center[j]) * scale[j];
      highest[j] = (Arrays.stream(column).max().orElseThrow() - center[j]) * scale[j];
    }
    this.weights = new double[terms(features)];
  }

  /**
   * Fits the sum of costs to all rows, and the polynomial to at most 1000 of them.
   *
   * @param penalty of a squared weight, in squared errors of one row
   */
  static CurvedSum fit(double[][] rows, double[] ms, double penalty) {
    CostSum costs = CostSum.fit(rows, ms);
    int n = Math.min(rows.length, MOST_ROWS);
    double[][] logs = new double[n][];
    Arrays.setAll(logs, i -> logs(rows[i]));
    CurvedSum sum = new CurvedSum(costs, logs);
    double[][] polynomials = new double[n][];
    double[] left = new double[n];
    for (int i = 0; i < n; i++) {
      polynomials[i] = sum.polynomial(rows[i]);
      left[i] = Math.log(ms[i]) - costs.logMs(rows[i]);
    }
    sum.learn(polynomials, left, penalty);
    return sum;
  }

  @Override
  public double logMs(double[] row) {
    return costs.logMs(row) + NormalEquations.dot(weights, polynomial(row));
  }

  private void learn(double[][] polynomials, double[] left, double penalty) {
    double[] trust = new double[left.length];
    Arrays.fill(trust, 1);
    for (int step = 0; step < REWEIGHTINGS; step++) {
      NormalEquations equations = new NormalEquations(weights.length);
      for (int i = 0; i < left.length; i++) {
        equations.add(polynomials[i], trust[i], left[i]);
      }
      for (int t = 1; t < weights.length; t++) {
        equations.pull(t, penalty, 0);
      }
      System.arraycopy(equations.solve(), 0, weights, 0, weights.length);
      double[] errors = new double[left.length];
      Arrays.setAll(errors, i -> left[i] - NormalEquations.dot(weights, polynomials[i]));
      trust = Robust.huberWeights(errors);
    }
  }

  /** 1, the standardised logarithms, their squares, and where they are few their products. */
  private double[] polynomial(double[] row) {
    double[] z = logs(row);
    for (int j = 0; j < z.length; j++) {
      z[j] = Math.max(lowest[j], Math.min(highest[j], (z[j] - center[j]) * scale[j]));
    }
    double[] terms = new double[weights.length];
    terms[0] = 1;
    int t = 1;
    for (int i = 0; i < z.length; i++) {
      terms[t++] = z[i];
      terms[t++] = z[i] * z[i];
      for (int j = 0; z.length <= MOST_FEATURES && j < i; j++) {
        terms[t++] = z[i] * z[j];
      }
    }
    return terms;
  }

  private static int terms(int features) {
    int products = features <= MOST_FEATURES ? features * (features - 1) / 2 : 0;
    return 1 + 2 * features + products;
  }

  /** Logarithms that have a value at 0 and below. */
  private static double[] logs(double[] row) {
    return Arrays.stream(row).map(v -> Math.signum(v) * Math.log1p(Math.abs(v))).toArray();
  }

  private static double sqr(double x) {
    return x * x;
  }
}
