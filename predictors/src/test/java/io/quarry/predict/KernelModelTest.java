package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class KernelModelTest {
  private final double[][] rows = SampleRows.of(40, 1);
  private final TrainingSet set =
      new TrainingSet(
          new Table(rows),
          IntStream.range(0, 40).toArray(),
          SampleRows.noisy(rows, 2),
          new Seeds(3));
  private final double[][] fresh = SampleRows.of(25, 4);

  @Test
  void theMeanIsThePlainProcessesAndTheSpreadIsNoLess() {
    for (Kernel kernel : new Kernel[] {new Kernel(0, 1), new Kernel(0.7, 0.3), Kernel.LINEAR}) {
      KernelFit fit = KernelFit.of(set, kernel, set.weights);
      double[] mean = new double[fresh.length];
      double[] spread = new double[fresh.length];
      KernelModel.of(set, fit, fit.dual).predict(fresh, mean, spread);
      for (int i = 0; i < fresh.length; i++) {
        double[] plain = plain(fit, fresh[i]);
        assertThat(mean[i]).isCloseTo(plain[0], within(2e-5));
        assertThat(spread[i]).isBetween(0.9999 * plain[1], 1.5 * plain[1]);
      }
    }
  }

  @Test
  void aSumOfModelsPredictsTheSumOfTheirPredictions() {
    Kernel kernel = new Kernel(0.7, 0.3);
    KernelFit process = KernelFit.of(set, kernel, set.weights);
    KernelFit linear = KernelFit.of(set, Kernel.LINEAR, set.weights);
    KernelModel one = KernelModel.of(set, process, process.dual);
    KernelModel other = KernelModel.of(set, linear, linear.dual, 0.5);
    double[] sum = predictions(one.times(0.25).plus(other, 0.75));
    for (int i = 0; i < sum.length; i++) {
      double expected = 0.25 * predictions(one)[i] + 0.75 * predictions(other)[i];
      assertThat(sum[i]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void theTabledExponentialIsTheExponential() {
    for (double x = 0; x < 45; x += 0.0137) {
      assertThat(Kernels.exponential(x)).isCloseTo(Math.exp(-x), within(4e-9));
    }
  }

  private double[] predictions(Predictor predictor) {
    double[] mean = new double[fresh.length];
    predictor.predict(fresh, mean, new double[fresh.length]);
    return mean;
  }

  /** Mean and deviation from kᵀ(K + Λ)⁻¹y and k(x, x) − kᵀ(K + Λ)⁻¹k. */
  private double[] plain(KernelFit fit, double[] row) {
    int n = rows.length;
    DMatrixRMaj k = new DMatrixRMaj(n, n);
    DMatrixRMaj cross = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        k.set(i, j, value(fit.kernel, rows[i], rows[j]));
      }
      k.add(i, i, fit.evidence.noise() / set.weights[i]);
      cross.set(i, 0, value(fit.kernel, rows[i], row));
    }
    DMatrixRMaj solved = new DMatrixRMaj(n, 1);
    CommonOps_DDRM.solve(k, DMatrixRMaj.wrap(n, 1, set.y.clone()), solved);
    double mean = CommonOps_DDRM.dot(cross, solved);
    CommonOps_DDRM.solve(k, cross, solved);
    double left = value(fit.kernel, row, row) - CommonOps_DDRM.dot(cross, solved);
    double variance = fit.evidence.variance() * (Math.max(0, left) + fit.evidence.noise());
    return new double[] {mean, Math.sqrt(variance)};
  }

  private double value(Kernel kernel, double[] a, double[] b) {
    return kernel.value(product(a, a), product(b, b), product(a, b));
  }

  private double product(double[] a, double[] b) {
    double[] center = set.table.center;
    return IntStream.range(0, a.length)
            .mapToDouble(j -> (a[j] - center[j]) * (b[j] - center[j]))
            .sum()
        / set.table.scale;
  }

  @Test
  void theGramMatrixIsThatOfTheCentredRows() {
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        assertThat(set.table.gram.get(i, j) / set.table.scale)
            .isCloseTo(product(rows[i], rows[j]), within(1e-12));
      }
    }
    assertThat(Arrays.stream(set.weights).max().orElseThrow()).isLessThanOrEqualTo(1.25);
  }
}
