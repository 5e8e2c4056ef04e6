package io.quarry.predict;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.TridiagonalSimilarDecomposition_F64;

/**
 * A symmetric matrix K = Q T Qᵀ with T tridiagonal: one decomposition, after which K + λI is solved
 * in O(n) for every λ, in the coordinates of Q.
 */
final class Tridiagonal {
  private final DMatrixRMaj q;
  private final double[] diagonal;
  private final double[] off;

  private Tridiagonal(DMatrixRMaj q, double[] diagonal, double[] off) {
    this.q = q;
    this.diagonal = diagonal;
    this.off = off;
  }

  /** Decomposes a symmetric matrix, which is not kept. */
  static Tridiagonal of(DMatrixRMaj symmetric) {
    int n = symmetric.numRows;
    TridiagonalSimilarDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.tridiagonal(n);
    if (!decomposition.decompose(symmetric.copy())) {
      throw new IllegalStateException("A symmetric matrix has a tridiagonal form");
    }
    DMatrixRMaj t = decomposition.getT(null);
    double[] diagonal = new double[n];
    double[] off = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = t.unsafe_get(i, i);
      off[i] = i + 1 < n ? t.unsafe_get(i, i + 1) : 0;
    }
    return new Tridiagonal(decomposition.getQ(null, false), diagonal, off);
  }

  /** Qᵀy: a vector in the coordinates of Q. */
  double[] project(double[] y) {
    DMatrixRMaj z = new DMatrixRMaj(y.length, 1);
    CommonOps_DDRM.multTransA(q, DMatrixRMaj.wrap(y.length, 1, y), z);
    return z.data;
  }

  /** Qz: back from the coordinates of Q. */
  double[] restore(double[] z) {
    DMatrixRMaj y = new DMatrixRMaj(z.length, 1);
    CommonOps_DDRM.mult(q, DMatrixRMaj.wrap(z.length, 1, z), y);
    return y.data;
  }

  /** The diagonal of (K + λI)⁻¹. */
  double[] inverseDiagonal(Shifted shifted) {
    int n = diagonal.length;
    double[] inverse = new double[n];
    for (int i = 0; i < n; i++) {
      double x = 0;
      for (int j = 0; j < n; j++) {
        x = q.data[i * n + j] - (j > 0 ? shifted.l[j - 1] * x : 0);
        inverse[i] += x * x / shifted.d[j];
      }
    }
    return inverse;
  }

  /** The factors of T + λI = LDLᵀ; NaN stands in none when K + λI is positive definite. */
  Shifted shifted(double lambda) {
    int n = diagonal.length;
    double[] d = new double[n];
    double[] l = new double[n];
    double logDeterminant = 0;
    for (int i = 0; i < n; i++) {
      d[i] = diagonal[i] + lambda - (i > 0 ? l[i - 1] * off[i - 1] : 0);
      // Rounding can take a pivot of a nearly singular matrix below 0.
      d[i] = Math.max(d[i], lambda * 1e-9);
      l[i] = off[i] / d[i];
      logDeterminant += Math.log(d[i]);
    }
    return new Shifted(d, l, logDeterminant);
  }

  /** T + λI, factored. */
  static final class Shifted {
    private final double[] d;
    private final double[] l;
    private final double logDeterminant;

    Shifted(double[] d, double[] l, double logDeterminant) {
      this.d = d;
      this.l = l;
      this.logDeterminant = logDeterminant;
    }

    double logDeterminant() {
      return logDeterminant;
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
