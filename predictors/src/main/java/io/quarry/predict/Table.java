package io.quarry.predict;

import io.quarry.problem.InputException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Checked rows and what is computed from them once for all folds. Nothing here depends on a label.
 */
final class Table {
  final double[][] rows;
  final int features;

  /** The mean of every feature. */
  final double[] center;

  /** The inner products of the centred rows. */
  final DMatrixRMaj gram;

  /** The mean squared norm of a centred row: the unit of inner products and of distances. */
  final double scale;

  Table(double[][] rows) {
    this.rows = rows;
    this.features = rows[0].length;
    this.center = new double[features];
    for (double[] row : rows) {
      for (int j = 0; j < features; j++) {
        center[j] += row[j] / rows.length;
      }
    }
    this.gram = gram();
    double trace = 0;
    for (int i = 0; i < rows.length; i++) {
      trace += gram.unsafe_get(i, i);
    }
    this.scale = Math.max(trace / rows.length, Double.MIN_NORMAL);
  }

  /** XXᵀ by the transposed rows, whose many zeros cost nothing, then centred by its row means. */
  private DMatrixRMaj gram() {
    int n = rows.length;
    double[][] columns = new double[features][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < features; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    double[][] products = new double[n][n];
    double[] rowMeans = new double[n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < features; j++) {
        if (rows[i][j] != 0) {
          Kernels.add(rows[i][j], columns[j], products[i]);
        }
      }
      rowMeans[i] = Arrays.stream(products[i]).sum() / n;
      mean += rowMeans[i] / n;
    }
    DMatrixRMaj centred = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        centred.data[i * n + j] = products[i][j] - rowMeans[i] - rowMeans[j] + mean;
      }
    }
    return centred;
  }

  /**
   * Checks what is to be learned from.
   *
   * @param learner who asks, for the message
   * @param fewest how many rows it needs at least
   * @throws InputException when rows are too few, not finite, or the labels constant
   */
  static void require(double[][] rows, double[] labels, String learner, int fewest) {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          "%d rows have %d labels".formatted(rows.length, labels.length));
    }
    if (rows.length < fewest) {
      throw new InputException(
          "%s cannot learn from %d rows, it needs %d".formatted(learner, rows.length, fewest),
          "measure more candidates first.");
    }
    for (int i = 0; i < rows.length; i++) {
      requireFinite(rows[i], rows[0].length, i);
      if (!Double.isFinite(labels[i])) {
        throw new InputException(
            "Label %d is %s, which no predictor can learn".formatted(i, labels[i]),
            "treat this candidate as failed.");
      }
    }
    if (Arrays.stream(labels).allMatch(label -> label == labels[0])) {
      throw new InputException(
          "All %d labels are %s: there is nothing to predict".formatted(labels.length, labels[0]),
          "leave this objective out.");
    }
  }

  private static void requireFinite(double[] row, int length, int i) {
    if (row.length != length) {
      throw new IllegalArgumentException(
          "Row %d has %d features, the first has %d".formatted(i, row.length, length));
    }
    for (int j = 0; j < length; j++) {
      if (!Double.isFinite(row[j])) {
        throw new InputException("Feature %d of row %d is %s".formatted(j, i, row[j]));
      }
    }
  }
}
