package io.quarry.predict;

import io.quarry.seed.Seeds;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Linear regression whose weights are penalised by the sum of their squares (Hoerl and Kennard
 * 1970). The penalty is the one with the least exact leave-one-out error; one decomposition serves
 * all penalties.
 */
public final class Ridge implements Learner {
  private static final int PENALTIES = 30;

  /** The least and the most penalty, as shares of the mean squared norm of a row. */
  private static final double LEAST = 1e-4;

  private static final double MOST = 1e2;

  /** Ridge regression, its penalty chosen by leave-one-out error. */
  public Ridge() {}

  @Override
  public String name() {
    return "ridge";
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
    Tridiagonal system = Tridiagonal.of(gram);
    double[] projected = system.project(data.residual);
    double[] dual = data.residual;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < PENALTIES; i++) {
      double lambda = scale * LEAST * Math.pow(MOST / LEAST, i / (PENALTIES - 1.0));
      Tridiagonal.Shifted shifted = system.shifted(lambda);
      double[] candidate = system.restore(shifted.solve(projected));
      double error = leaveOneOutError(candidate, system.inverseDiagonal(shifted), lambda);
      if (error < least) {
        least = error;
        dual = candidate;
      }
    }
    return model(data, dual, Math.sqrt(least));
  }

  /** The mean squared error of every row's prediction from the others. */
  private static double leaveOneOutError(double[] dual, double[] inverse, double lambda) {
    int n = dual.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      // The mean of the labels is left out with the row: a constant in the kernel, 1 / (λn).
      double error = dual[i] / (inverse[i] - 1 / (lambda * n));
      sum += error * error;
    }
    return sum / n;
  }

  private static Predictor model(TrainingRows data, double[] dual, double error) {
    DMatrixRMaj weights = new DMatrixRMaj(data.p, 1);
    CommonOps_DDRM.multTransA(data.centred, DMatrixRMaj.wrap(data.n, 1, dual), weights);
    double offset = data.labelMean;
    for (int j = 0; j < data.p; j++) {
      offset -= weights.data[j] * data.center[j];
    }
    return new LinearModel(weights.data, offset, error);
  }
}
