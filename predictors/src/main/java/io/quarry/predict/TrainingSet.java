package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Some rows of a table with their labels, and what learners share about them: the scale of the
 * labels, the kernel, and how much each row is to be trusted. All of it comes from these rows
 * alone.
 */
final class TrainingSet {
  static final List<Kernel> KERNELS =
      List.of(
          new Kernel(0, 10),
          new Kernel(0, 3),
          new Kernel(0, 1),
          new Kernel(0, 0.3),
          new Kernel(0.95, 1),
          new Kernel(0.7, 1),
          new Kernel(0.7, 0.3));

  /** More rows than this tell no more about which kernel or scale is the better one. */
  private static final int ENOUGH_TO_CHOOSE = 160;

  /**
   * A logarithmic scale must explain the labels this much better, in nats, than they as they are.
   */
  private static final double CLEARLY_BETTER = 5;

  /** Degrees of freedom of the errors' assumed Student distribution (Lange et al. 1989). */
  private static final double FREEDOM = 4;

  final Table table;
  final int[] rows;
  final double[] labels;
  final LabelScale scale;

  /** The labels on their scale. */
  final double[] y;

  /** The kernel that explains the labels best. */
  final Kernel kernel;

  /** The process over that kernel and these weights. */
  final KernelFit fit;

  /** How much each row counts, 0 … 1.25: less where the label is far from what the others imply. */
  final double[] weights;

  TrainingSet(Table table, int[] rows, double[] labels, Seeds seeds) {
    this.table = table;
    this.rows = rows;
    this.labels = labels;
    int[] shuffled = Orders.shuffled(rows.length, seeds.child("rows-to-choose").generator());
    int[] some = Arrays.copyOf(shuffled, Math.min(rows.length, ENOUGH_TO_CHOOSE));
    this.scale = scale(some);
    this.y = scale.scaled(labels);
    this.kernel = kernel(some);
    double[] equal = new double[rows.length];
    Arrays.fill(equal, 1);
    this.weights = robust(KernelFit.of(this, kernel, equal), equal);
    this.fit = KernelFit.of(this, kernel, weights);
  }

  int size() {
    return rows.length;
  }

  double[] row(int i) {
    return table.rows[rows[i]];
  }

  /** The kernel between two of these rows, given by their places in this set. */
  double value(Kernel kernel, int i, int j) {
    int all = table.gram.numCols;
    int a = rows[i];
    int b = rows[j];
    double[] gram = table.gram.data;
    double unit = 1 / table.scale;
    return kernel.value(
        gram[a * all + a] * unit, gram[b * all + b] * unit, gram[a * all + b] * unit);
  }

  /** The kernel between some of these rows, given by their places in this set. */
  DMatrixRMaj matrix(Kernel kernel, int[] places) {
    int n = places.length;
    DMatrixRMaj matrix = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double value = value(kernel, places[i], places[j]);
        matrix.data[i * n + j] = value;
        matrix.data[j * n + i] = value;
      }
    }
    return matrix;
  }

  private LabelScale scale(int[] some) {
    double[] chosen = pick(labels, some);
    if (Arrays.stream(chosen).allMatch(label -> label == chosen[0])) {
      return LabelScale.of(labels).get(0);
    }
    Tridiagonal system = Tridiagonal.of(matrix(KERNELS.get(0), some));
    LabelScale best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (LabelScale candidate : LabelScale.of(labels)) {
      Evidence evidence = Evidence.of(system, system.project(candidate.scaled(chosen)));
      double logLikelihood = evidence.logLikelihood() + candidate.logJacobian(chosen);
      if (logLikelihood > most + (best != null && best.sign() == 0 ? CLEARLY_BETTER : 0)) {
        most = logLikelihood;
        best = candidate;
      }
    }
    return best;
  }

  private Kernel kernel(int[] some) {
    double[] chosen = pick(y, some);
    Kernel best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (Kernel candidate : KERNELS) {
      Tridiagonal system = Tridiagonal.of(matrix(candidate, some));
      double logLikelihood = Evidence.of(system, system.project(chosen)).logLikelihood();
      if (logLikelihood > most) {
        most = logLikelihood;
        best = candidate;
      }
    }
    return best;
  }

  /** The weights of one step of the fit with Student-distributed errors. */
  private static double[] robust(KernelFit fit, double[] weights) {
    double[] errors = fit.errors(weights);
    double[] sorted = Arrays.stream(errors).map(Math::abs).sorted().toArray();
    // The median of absolute normal errors is 1/1.4826 of their standard deviation.
    double deviation = Math.max(1.4826 * sorted[sorted.length / 2], 1e-9);
    return Arrays.stream(errors)
        .map(e -> (FREEDOM + 1) / (FREEDOM + e * e / (deviation * deviation)))
        .toArray();
  }

  private static double[] pick(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
  }
}
