package io.quarry.predict;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A Gaussian process posterior for a training set: the kernel's weights of its rows, with the noise
 * of the greatest evidence. A row's own noise is divided by its weight.
 */
final class KernelFit {
  final Kernel kernel;
  final Evidence evidence;

  /** (K + noise · W⁻¹)⁻¹y. */
  final double[] dual;

  private final double inverseTrace;

  private KernelFit(Kernel kernel, Evidence evidence, double[] dual, double inverseTrace) {
    this.kernel = kernel;
    this.evidence = evidence;
    this.dual = dual;
    this.inverseTrace = inverseTrace;
  }

  static KernelFit of(TrainingSet set, Kernel kernel, double[] weights) {
    int n = set.size();
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    DMatrixRMaj matrix = set.matrix(kernel, all);
    double[] root = Arrays.stream(weights).map(Math::sqrt).toArray();
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = root[i] * set.y[i];
      for (int j = 0; j < n; j++) {
        matrix.data[i * n + j] *= root[i] * root[j];
      }
    }
    Tridiagonal system = Tridiagonal.of(matrix);
    double[] projected = system.project(y);
    Evidence evidence = Evidence.of(system, projected);
    Tridiagonal.Shifted shifted = system.shifted(evidence.noise());
    double[] dual = system.restore(shifted.solve(projected));
    for (int i = 0; i < n; i++) {
      dual[i] *= root[i];
    }
    return new KernelFit(kernel, evidence, dual, shifted.inverseTrace());
  }

  /** About the error of each row's prediction from the others: exact where all are alike. */
  double[] errors(double[] weights) {
    double mean = inverseTrace / dual.length;
    double[] errors = new double[dual.length];
    Arrays.setAll(errors, i -> dual[i] / (weights[i] * mean));
    return errors;
  }
}
