package io.quarry.predict;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A function that is a sum of kernels to the training rows, on the labels' scale.
 *
 * <p>The linear part is one vector. The exponential part needs the inner products with all training
 * rows, which are sums over a row's non-zero features. The posterior variance is that of a process
 * which knows the training rows through a few of them (the "projected process" of Rasmussen and
 * Williams 2006, section 8.3.4): never less than what it stands for, and a small matrix to
 * evaluate.
 */
final class KernelModel implements Predictor {
  private static final int INDUCING = 32;

  private final Kernel kernel;
  private final double unit;
  private final double[] center;
  private final double centerNorm;
  private final double offset;
  private final double[] weights;

  /**
   * The training rows' centred features, by feature; the inducing rows come first. Single
   * precision: distances need no more, and it halves the time.
   */
  private final float[][] columns;

  private final double[] norms;
  private final double[] toCenter;
  private final double[] dual;
  private final double variance;
  private final double noise;
  private final double[] explained;
  private final int inducing;

  private KernelModel(
      TrainingSet set,
      KernelFit fit,
      double[] dualByRow,
      double added,
      int[] order,
      double[] explained) {
    Table table = set.table;
    int n = set.size();
    this.kernel = fit.kernel;
    this.unit = 1 / table.scale;
    this.center = table.center;
    this.centerNorm = dot(center, center);
    this.variance = fit.evidence.variance();
    this.noise = fit.evidence.noise();
    this.inducing = (int) Math.round(Math.sqrt(explained.length));
    this.explained = explained;
    int kept = kernel.linear() == 1 ? inducing : n;
    this.columns = new float[center.length][kept];
    this.norms = new double[kept];
    this.toCenter = new double[kept];
    this.dual = new double[kept];
    this.weights = new double[center.length];
    double constant = added;
    for (int i = 0; i < n; i++) {
      double[] row = set.row(order[i]);
      double alpha = dualByRow[order[i]];
      constant += alpha;
      for (int j = 0; j < row.length; j++) {
        weights[j] += kernel.linear() * unit * alpha * (row[j] - center[j]);
      }
      if (i < kept) {
        for (int j = 0; j < row.length; j++) {
          double value = row[j] - center[j];
          columns[j][i] = (float) value;
          toCenter[i] += value * center[j];
          norms[i] += value * value * unit;
        }
        dual[i] = alpha;
      }
    }
    this.offset = constant - dot(weights, center);
  }

  /** The same kernel with other sums. */
  private KernelModel(KernelModel model, double offset, double[] weights, double[] dual) {
    this.kernel = model.kernel;
    this.unit = model.unit;
    this.center = model.center;
    this.centerNorm = model.centerNorm;
    this.columns = model.columns;
    this.norms = model.norms;
    this.toCenter = model.toCenter;
    this.variance = model.variance;
    this.noise = model.noise;
    this.explained = model.explained;
    this.inducing = model.inducing;
    this.offset = offset;
    this.weights = weights;
    this.dual = dual;
  }

  /**
   * The model of a fit.
   *
   * @param dual the weight of each training row's kernel
   */
  static KernelModel of(TrainingSet set, KernelFit fit, double[] dual) {
    return of(set, fit, dual, 0);
  }

  /** The same with a constant added to it. */
  static KernelModel of(TrainingSet set, KernelFit fit, double[] dual, double constant) {
    int[] order = new int[set.size()];
    int m = InducingRows.order(set, fit.kernel, order);
    return new KernelModel(
        set, fit, dual, constant, order, InducingRows.explained(set, fit, Arrays.copyOf(order, m)));
  }

  boolean isLinear() {
    return kernel.linear() == 1;
  }

  /** This multiplied by a share, with the spread unchanged. */
  KernelModel times(double share) {
    double[] sum = new double[weights.length];
    Kernels.add(share, weights, sum);
    double[] duals = new double[dual.length];
    Kernels.add(share, dual, duals);
    return new KernelModel(this, share * offset, sum, duals);
  }

  /** This and a share of one over the same rows that is linear or has the same kernel. */
  KernelModel plus(KernelModel other, double share) {
    double[] sum = weights.clone();
    Kernels.add(share, other.weights, sum);
    double[] duals = dual.clone();
    if (!isLinear() && !other.isLinear()) {
      Kernels.add(share, other.dual, duals);
    }
    return new KernelModel(this, offset + share * other.offset, sum, duals);
  }

  @Override
  public void predict(double[][] rows, double[] mean, double[] spread) {
    int[] active = new int[center.length];
    float[] products = new float[norms.length];
    double[] known = new double[inducing];
    for (int i = 0; i < rows.length; i++) {
      int count = 0;
      for (int j = 0; j < center.length; j++) {
        if (rows[i][j] != 0) {
          active[count++] = j;
        }
      }
      predict(i, rows[i], active, count, products, known, mean, spread);
    }
  }

  private void predict(
      int i,
      double[] row,
      int[] active,
      int count,
      float[] products,
      double[] known,
      double[] mean,
      double[] spread) {
    double sum = offset;
    double rowToCenter = 0;
    double norm = 0;
    for (int a = 0; a < count; a++) {
      int j = active[a];
      sum += row[j] * weights[j];
      rowToCenter += row[j] * center[j];
      norm += row[j] * row[j];
    }
    norm = (norm - 2 * rowToCenter + centerNorm) * unit;
    innerProducts(row, active, count, products);
    for (int k = 0; k < inducing; k++) {
      known[k] = kernel.value(norm, norms[k], (products[k] - toCenter[k]) * unit);
    }
    mean[i] = isLinear() ? sum : sum + exponentials(norm, products);
    double left = Math.max(0, kernel.value(norm, norm, norm) - quadratic(known));
    spread[i] = Math.sqrt(variance * (left + noise));
  }

  /** The sum of the exponential parts, each by its distance in lengths. */
  private double exponentials(double norm, float[] products) {
    double perLength = 1 / kernel.length();
    double half = 0.5 * perLength;
    double perProduct = unit * perLength;
    double sum = 0;
    for (int k = 0; k < products.length; k++) {
      double distance = half * (norm + norms[k]) - perProduct * (products[k] - toCenter[k]);
      sum += dual[k] * Kernels.exponential(Math.max(0, distance));
    }
    return (1 - kernel.linear()) * sum;
  }

  /** Four features at a time, so that the sums are read and written once for all four. */
  private void innerProducts(double[] row, int[] active, int count, float[] products) {
    Arrays.fill(products, 0);
    int a = 0;
    for (; a + 3 < count; a += 4) {
      float[] c0 = columns[active[a]];
      float[] c1 = columns[active[a + 1]];
      float[] c2 = columns[active[a + 2]];
      float[] c3 = columns[active[a + 3]];
      float x0 = (float) row[active[a]];
      float x1 = (float) row[active[a + 1]];
      float x2 = (float) row[active[a + 2]];
      float x3 = (float) row[active[a + 3]];
      for (int k = 0; k < products.length; k++) {
        products[k] += x0 * c0[k] + x1 * c1[k] + (x2 * c2[k] + x3 * c3[k]);
      }
    }
    for (; a < count; a++) {
      Kernels.add((float) row[active[a]], columns[active[a]], products);
    }
  }

  private double quadratic(double[] k) {
    double sum = 0;
    for (int a = 0; a < inducing; a++) {
      double inner = 0.5 * explained[a * inducing + a] * k[a];
      for (int b = 0; b < a; b++) {
        inner += explained[a * inducing + b] * k[b];
      }
      sum += 2 * inner * k[a];
    }
    return sum;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** The few training rows through which the variance is known. */
  private static final class InducingRows {
    /** Added to the diagonal, in units of the kernel, so that alike rows can be inverted. */
    private static final double JITTER = 1e-7;

    /** What is left of the kernel's variance where a row is known from others. */
    private static final double KNOWN = 1e-4;

    /**
     * Orders the rows by pivoted Cholesky: each the one least known from those before.
     *
     * @return how many of the first are worth knowing
     */
    static int order(TrainingSet set, Kernel kernel, int[] order) {
      int n = set.size();
      Arrays.setAll(order, i -> i);
      double[] left = new double[n];
      Arrays.setAll(left, i -> set.value(kernel, i, i));
      double[][] factor = new double[Math.min(INDUCING, n)][n];
      for (int s = 0; s < factor.length; s++) {
        int pivot = s;
        for (int i = s + 1; i < n; i++) {
          pivot = left[order[i]] > left[order[pivot]] ? i : pivot;
        }
        int chosen = order[pivot];
        if (left[chosen] < KNOWN) {
          return s;
        }
        order[pivot] = order[s];
        order[s] = chosen;
        double[] column = factor[s];
        Arrays.setAll(column, i -> set.value(kernel, chosen, i));
        for (int t = 0; t < s; t++) {
          Kernels.add(-factor[t][chosen], factor[t], column);
        }
        double root = Math.sqrt(left[chosen]);
        for (int i = 0; i < n; i++) {
          column[i] /= root;
          left[i] -= column[i] * column[i];
        }
      }
      return factor.length;
    }

    /** B of k(x, x) − kᵀBk: K_mm⁻¹ − (K_mm + K_mn Λ⁻¹ K_nm)⁻¹ with Λ the rows' noises. */
    static double[] explained(TrainingSet set, KernelFit fit, int[] inducing) {
      int m = inducing.length;
      int n = set.size();
      DMatrixRMaj own = set.matrix(fit.kernel, inducing);
      DMatrixRMaj scaled = new DMatrixRMaj(m, n);
      for (int a = 0; a < m; a++) {
        own.add(a, a, JITTER);
        for (int i = 0; i < n; i++) {
          scaled.data[a * n + i] =
              set.value(fit.kernel, inducing[a], i)
                  * Math.sqrt(set.weights[i] / fit.evidence.noise());
        }
      }
      DMatrixRMaj informed = own.copy();
      CommonOps_DDRM.multAddTransB(scaled, scaled, informed);
      CommonOps_DDRM.invert(own);
      CommonOps_DDRM.invert(informed);
      CommonOps_DDRM.subtractEquals(own, informed);
      return own.data;
    }
  }
}
