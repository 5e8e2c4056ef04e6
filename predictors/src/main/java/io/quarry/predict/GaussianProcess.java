package io.quarry.predict;

import io.quarry.seed.Seeds;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A Gaussian process (Rasmussen and Williams 2006, chapters 2 and 5) whose kernel is the sum of a
 * linear part, the effect of each decision by itself, and an exponential of the squared distance,
 * which on indicators is an exponential of the number of differing decisions. Shares, length and
 * noise have the greatest marginal likelihood; one decomposition serves all noises.
 */
public final class GaussianProcess implements Learner {
  private static final double[] LINEAR_SHARES = {0.2, 0.8};
  private static final double[] LENGTHS = {0.5, 1, 3};
  private static final int NOISES = 25;
  private static final double LEAST_NOISE = 1e-5;
  private static final double MOST_NOISE = 10;

  /** A Gaussian process, its kernel chosen by marginal likelihood. */
  public GaussianProcess() {}

  @Override
  public String name() {
    return "gaussian-process";
  }

  @Override
  public int fewestRows() {
    return 4;
  }

  @Override
  public Predictor fit(double[][] rows, double[] labels, Seeds seeds) {
    TrainingRows data = TrainingRows.of(rows, labels, name(), fewestRows());
    DMatrixRMaj gram = data.gram();
    double scale = Math.max(CommonOps_DDRM.trace(gram) / data.n, Double.MIN_NORMAL);
    Fit best = null;
    for (double share : LINEAR_SHARES) {
      for (double length : LENGTHS) {
        Kernel kernel = new Kernel(scale, share, length);
        Fit fit = Fit.of(kernel, Tridiagonal.of(kernel.matrix(gram)), data.residual);
        if (best == null || fit.logLikelihood > best.logLikelihood) {
          best = fit;
        }
      }
    }
    return best.model(data);
  }

  /**
   * The kernel.
   *
   * @param scale the mean squared norm of a centred row
   * @param share how much of the variance is linear, the rest exponential
   * @param length over which the exponential falls to 1/e, in mean squared distances
   */
  private record Kernel(double scale, double share, double length) {
    DMatrixRMaj matrix(DMatrixRMaj gram) {
      int n = gram.numRows;
      DMatrixRMaj matrix = new DMatrixRMaj(n, n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix.data[i * n + j] =
              value(gram.data[i * n + i], gram.data[j * n + j], gram.data[i * n + j]);
        }
      }
      return matrix;
    }

    double value(double xx, double yy, double xy) {
      double distance = Math.max(0, xx + yy - 2 * xy) / (2 * scale);
      return share * xy / scale + (1 - share) * Math.exp(-distance / length);
    }
  }

  /** A kernel with its best noise. */
  private static final class Fit {
    final Kernel kernel;
    final Tridiagonal system;
    double logLikelihood = Double.NEGATIVE_INFINITY;
    double noise;
    double variance;
    double[] dual;

    private Fit(Kernel kernel, Tridiagonal system) {
      this.kernel = kernel;
      this.system = system;
    }

    static Fit of(Kernel kernel, Tridiagonal system, double[] y) {
      Fit fit = new Fit(kernel, system);
      int n = y.length;
      double[] z = system.project(y);
      for (int i = 0; i < NOISES; i++) {
        double noise = LEAST_NOISE * Math.pow(MOST_NOISE / LEAST_NOISE, i / (NOISES - 1.0));
        Tridiagonal.Shifted shifted = system.shifted(noise);
        double[] solved = shifted.solve(z);
        double fitted = 0;
        for (int j = 0; j < n; j++) {
          fitted += z[j] * solved[j];
        }
        double variance = fitted / n;
        double logLikelihood = -0.5 * (n * Math.log(variance) + shifted.logDeterminant());
        if (logLikelihood > fit.logLikelihood) {
          fit.logLikelihood = logLikelihood;
          fit.noise = noise;
          fit.variance = variance;
          fit.dual = solved;
        }
      }
      fit.dual = system.restore(fit.dual);
      return fit;
    }

    Predictor model(TrainingRows data) {
      return (rows, mean, spread) -> {
        DMatrixRMaj x = data.centred(rows);
        DMatrixRMaj cross = new DMatrixRMaj(rows.length, data.n);
        CommonOps_DDRM.multTransB(x, data.centred, cross);
        double[] inner = squaredNorms(data.centred);
        double[] own = squaredNorms(x);
        Tridiagonal.Shifted shifted = system.shifted(noise);
        double[] k = new double[data.n];
        for (int i = 0; i < rows.length; i++) {
          mean[i] = data.labelMean;
          for (int j = 0; j < data.n; j++) {
            k[j] = kernel.value(own[i], inner[j], cross.data[i * data.n + j]);
            mean[i] += k[j] * dual[j];
          }
          double[] z = system.project(k);
          double[] solved = shifted.solve(z);
          double explained = 0;
          for (int j = 0; j < data.n; j++) {
            explained += z[j] * solved[j];
          }
          double prior = kernel.value(own[i], own[i], own[i]) + noise;
          spread[i] = Math.sqrt(variance * Math.max(noise, prior - explained));
        }
      };
    }

    private static double[] squaredNorms(DMatrixRMaj rows) {
      double[] norms = new double[rows.numRows];
      for (int i = 0; i < rows.numRows; i++) {
        for (int j = 0; j < rows.numCols; j++) {
          double value = rows.data[i * rows.numCols + j];
          norms[i] += value * value;
        }
      }
      return norms;
    }
  }
}
