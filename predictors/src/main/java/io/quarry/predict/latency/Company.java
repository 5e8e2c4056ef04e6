package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What kernels cost in each other's company, as a factor of what they cost by themselves: layouts
 * that one leaves to the next, caches, what a runtime does between two operators. Linear, in the
 * logarithm of the factor, in what a network has of each kind of kernels; by ridge regression.
 * Immutable.
 */
final class Company implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FOLDS = 5;

  /** Shares of the number of networks; the ridge is chosen among them by networks held out. */
  private static final double[] RIDGES = {0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};

  /** A network unlike those it was learned from must not be thrown off by it. */
  private static final double MOST = Math.log(1.5);

  private final double[] means;
  private final double[] deviations;

  /** One for each column, and the constant last. */
  private final double[] weights;

  private Company(double[] means, double[] deviations, double[] weights) {
    this.means = means;
    this.deviations = deviations;
    this.weights = weights;
  }

  /** Kernels cost what they cost by themselves. */
  static Company none() {
    return new Company(new double[0], new double[0], new double[] {0});
  }

  /**
   * Learns from networks.
   *
   * @param rows what each has of each kind
   * @param logs logarithms of the factors
   */
  static Company fit(double[][] rows, double[] logs) {
    int[] all = IntStream.range(0, rows.length).toArray();
    double best = RIDGES[0];
    double least = Double.POSITIVE_INFINITY;
    for (double ridge : RIDGES) {
      double error = error(rows, logs, ridge);
      if (error < least) {
        least = error;
        best = ridge;
      }
    }
    return fit(rows, logs, all, best);
  }

  /** What a network's latency is to be multiplied by. */
  double factor(double[] row) {
    double log = weights[weights.length - 1];
    for (int j = 0; j < means.length; j++) {
      log += weights[j] * standard(row, j);
    }
    return Math.exp(Math.max(-MOST, Math.min(MOST, log)));
  }

  /** Mean absolute error on networks held out. */
  private static double error(double[][] rows, double[] logs, double ridge) {
    double sum = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      int of = fold;
      int[] kept = IntStream.range(0, rows.length).filter(i -> i % FOLDS != of).toArray();
      Company company = fit(rows, logs, kept, ridge);
      for (int i = fold; i < rows.length; i += FOLDS) {
        sum += Math.abs(Math.log(company.factor(rows[i])) - logs[i]);
      }
    }
    return sum / rows.length;
  }

  private static Company fit(double[][] rows, double[] logs, int[] kept, double ridge) {
    int columns = rows[0].length;
    double[] means = new double[columns];
    double[] deviations = new double[columns];
    for (int j = 0; j < columns; j++) {
      int column = j;
      double mean = Arrays.stream(kept).mapToDouble(i -> rows[i][column]).average().orElseThrow();
      means[j] = mean;
      double squares =
          Arrays.stream(kept).mapToDouble(i -> Math.pow(rows[i][column] - mean, 2)).sum();
      deviations[j] = Math.sqrt(squares / kept.length);
    }
    Company standard = new Company(means, deviations, new double[columns + 1]);
    NormalEquations equations = new NormalEquations(columns + 1);
    double[] row = new double[columns + 1];
    row[columns] = 1;
    for (int i : kept) {
      for (int j = 0; j < columns; j++) {
        row[j] = standard.standard(rows[i], j);
      }
      equations.add(row, 1, logs[i]);
    }
    for (int j = 0; j < columns; j++) {
      equations.pull(j, ridge * kept.length, 0);
    }
    return new Company(means, deviations, equations.solve());
  }

  /** A column that never changed says nothing. */
  private double standard(double[] row, int column) {
    return deviations[column] > 0 ? (row[column] - means[column]) / deviations[column] : 0;
  }
}
