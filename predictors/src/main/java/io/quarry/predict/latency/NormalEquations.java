package io.quarry.predict.latency;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** The normal equations Gx = b of weighted least squares, gathered row by row. */
final class NormalEquations {
  /** Added to the diagonal, relative to it: columns may repeat each other. */
  private static final double JITTER = 1e-9;

  private static final double TOLERANCE = 1e-10;

  private final int size;

  /** The lower triangle alone until it is solved. */
  private final double[][] gram;

  private final double[] right;

  NormalEquations(int size) {
    this.size = size;
    this.gram = new double[size][size];
    this.right = new double[size];
  }

  /** Adds a row a with the weight w and the label y. */
  void add(double[] a, double w, double y) {
    for (int i = 0; i < size; i++) {
      double wa = w * a[i];
      if (wa != 0) {
        double[] row = gram[i];
        for (int j = 0; j <= i; j++) {
          row[j] += wa * a[j];
        }
        right[i] += wa * y;
      }
    }
  }

  /** Adds penalty · (x_i − target)². */
  void pull(int i, double penalty, double target) {
    gram[i][i] += penalty;
    right[i] += penalty * target;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The solution. */
  double[] solve() {
    int[] all = new int[size];
    Arrays.setAll(all, i -> i);
    double[] x = new double[size];
    solve(all, size, x);
    return x;
  }

  /**
   * The solution without negative values: the active set method of Lawson and Hanson on the normal
   * equations (Bro and De Jong 1997).
   */
  double[] solveNonNegative() {
    double[] x = new double[size];
    boolean[] passive = new boolean[size];
    double least = TOLERANCE * (1 + largestSlope(x, new boolean[size])[1]);
    // Each round frees one variable; cycles come of rounding alone, and are cut.
    for (int round = 0; round < 10 * size; round++) {
      double[] steepest = largestSlope(x, passive);
      if (steepest[1] <= least) {
        return x;
      }
      passive[(int) steepest[0]] = true;
      descend(x, passive);
    }
    return x;
  }

  /** Moves to the optimum of the passive variables, dropping those that would be negative. */
  private void descend(double[] x, boolean[] passive) {
    while (true) {
      int[] members = new int[size];
      int count = 0;
      for (int i = 0; i < size; i++) {
        if (passive[i]) {
          members[count++] = i;
        }
      }
      double[] s = new double[size];
      solve(members, count, s);
      double step = 1;
      int blocking = -1;
      for (int k = 0; k < count; k++) {
        int i = members[k];
        if (s[i] <= 0 && x[i] / (x[i] - s[i] + Double.MIN_NORMAL) < step) {
          step = x[i] / (x[i] - s[i] + Double.MIN_NORMAL);
          blocking = i;
        }
      }
      for (int i = 0; i < size; i++) {
        x[i] += step * (s[i] - x[i]);
      }
      if (blocking < 0) {
        return;
      }
      x[blocking] = 0;
      passive[blocking] = false;
    }
  }

  /** The variable at 0 whose growth lowers the error most, and by how much in its own unit. */
  private double[] largestSlope(double[] x, boolean[] passive) {
    double[] best = {-1, 0};
    for (int i = 0; i < size; i++) {
      if (!passive[i] && gram[i][i] > 0) {
        double slope = right[i];
        for (int j = 0; j < size; j++) {
          slope -= entry(i, j) * x[j];
        }
        slope /= Math.sqrt(gram[i][i]);
        if (slope > best[1]) {
          best = new double[] {i, slope};
        }
      }
    }
    return best;
  }

  private double entry(int i, int j) {
    return j <= i ? gram[i][j] : gram[j][i];
  }

  /** Solves for some of the variables, the others being 0. */
  private void solve(int[] members, int count, double[] x) {
    DMatrixRMaj matrix = new DMatrixRMaj(count, count);
    DMatrixRMaj b = new DMatrixRMaj(count, 1);
    for (int i = 0; i < count; i++) {
      b.data[i] = right[members[i]];
      for (int j = 0; j < count; j++) {
        matrix.data[i * count + j] = entry(members[i], members[j]);
      }
      matrix.data[i * count + i] = matrix.data[i * count + i] * (1 + JITTER) + Double.MIN_NORMAL;
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(count);
    DMatrixRMaj solution = new DMatrixRMaj(count, 1);
    if (!solver.setA(matrix)) {
      throw new ArithmeticException(
          "%d normal equations are not positive definite".formatted(count));
    }
    solver.solve(b, solution);
    for (int i = 0; i < count; i++) {
      x[members[i]] = solution.data[i];
    }
  }
}
