package io.quarry.predict;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.hessenberg.TridiagonalDecompositionHouseholder_DDRM;

/**
 * A symmetric matrix K = Q T Qᵀ with T tridiagonal. After this one decomposition, K + λI is solved
 * in O(n) for every λ, in the coordinates of Q, which stays a product of reflections.
 */
final class Tridiagonal {
  private final DMatrixRMaj reflectors;
  private final double[] gammas;
  private final double[] diagonal;
  private final double[] off;

  private Tridiagonal(DMatrixRMaj reflectors, double[] gammas, double[] diagonal, double[] off) {
    this.reflectors = reflectors;
    this.gammas = gammas;
    this.diagonal = diagonal;
    this.off = off;
  }

  /** Decomposes a symmetric matrix, which is overwritten. */
  static Tridiagonal of(DMatrixRMaj symmetric) {
    int n = symmetric.numRows;
    Decomposition decomposition = new Decomposition();
    if (!decomposition.decompose(symmetric)) {
      throw new IllegalStateException("A symmetric matrix has a tridiagonal form");
    }
    double[] diagonal = new double[n];
    double[] off = new double[n];
    decomposition.getDiagonal(diagonal, off);
    double[] gammas = new double[n];
    for (int j = 0; j + 1 < n; j++) {
      gammas[j] = decomposition.gamma(j + 1);
    }
    return new Tridiagonal(decomposition.getQT(), gammas, diagonal, off);
  }

  /** EJML's, which shows its reflections' factors to its subclasses alone. */
  private static final class Decomposition extends TridiagonalDecompositionHouseholder_DDRM {
    double gamma(int j) {
      return gammas[j];
    }
  }

  int size() {
    return diagonal.length;
  }

  /** Qᵀy: a vector in the coordinates of Q. */
  double[] project(double[] y) {
    double[] z = y.clone();
    for (int j = 0; j + 1 < z.length; j++) {
      reflect(j, z);
    }
    return z;
  }

  /** Qz: back from the coordinates of Q. */
  double[] restore(double[] z) {
    double[] y = z.clone();
    for (int j = z.length - 2; j >= 0; j--) {
      reflect(j, y);
    }
    return y;
  }

  /** x − γuuᵀx with u = (0 … 0, 1, row j from column j + 2). */
  private void reflect(int j, double[] x) {
    int n = x.length;
    double[] u = reflectors.data;
    double dot = x[j + 1];
    for (int i = j + 2; i < n; i++) {
      dot += u[j * n + i] * x[i];
    }
    dot *= gammas[j];
    x[j + 1] -= dot;
    for (int i = j + 2; i < n; i++) {
      x[i] -= dot * u[j * n + i];
    }
  }

  /** T + λI = LDLᵀ. */
  Shifted shifted(double lambda) {
    return new Shifted(diagonal, off, lambda);
  }

  /** T + λI, factored. */
  static final class Shifted {
    private final double[] d;
    private final double[] l;
    private final double logDeterminant;
    private final double inverseTrace;

    private Shifted(double[] diagonal, double[] off, double lambda) {
      int n = diagonal.length;
      d = new double[n];
      l = new double[n];
      double log = 0;
      double product = 1;
      double trace = 0;
      double slope = 0;
      for (int i = 0; i < n; i++) {
        double before = i > 0 ? l[i - 1] : 0;
        // Rounding can take a pivot of a nearly singular matrix below 0.
        d[i] = Math.max(diagonal[i] + lambda - (i > 0 ? before * off[i - 1] : 0), lambda * 1e-9);
        slope = 1 + before * before * slope;
        trace += slope / d[i];
        l[i] = off[i] / d[i];
        product *= d[i];
        if (product < 1e-200 || product > 1e200) {
          log += Math.log(product);
          product = 1;
        }
      }
      logDeterminant = log + Math.log(product);
      inverseTrace = trace;
    }

    double logDeterminant() {
      return logDeterminant;
    }

    /** The trace of (K + λI)⁻¹: the derivative of the log determinant by λ. */
    double inverseTrace() {
      return inverseTrace;
    }

    /** zᵀ(T + λI)⁻¹z. */
    double quadratic(double[] z) {
      double x = 0;
      double sum = 0;
      for (int i = 0; i < z.length; i++) {
        x = z[i] - (i > 0 ? l[i - 1] * x : 0);
        sum += x * x / d[i];
      }
      return sum;
    }

    /** (T + λI)⁻¹z. */
    double[] solve(double[] z) {
      int n = z.length;
      double[] x = z.clone();
      for (int i = 1; i < n; i++) {
        x[i] -= l[i - 1] * x[i - 1];
      }
      x[n - 1] /= d[n - 1];
      for (int i = n - 2; i >= 0; i--) {
        x[i] = x[i] / d[i] - l[i] * x[i + 1];
      }
      return x;
    }
  }
}
