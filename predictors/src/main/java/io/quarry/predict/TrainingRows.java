package io.quarry.predict;

import io.quarry.problem.InputException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Rows to learn from, checked and centred. */
final class TrainingRows {
  final int n;
  final int p;
  final double[] center;
  final DMatrixRMaj centred;
  final double labelMean;
  final double[] residual;

  private TrainingRows(double[][] rows, double[] labels) {
    n = rows.length;
    p = rows[0].length;
    center = new double[p];
    for (double[] row : rows) {
      for (int j = 0; j < p; j++) {
        center[j] += row[j] / n;
      }
    }
    centred = centred(rows);
    labelMean = Arrays.stream(labels).average().orElseThrow();
    residual = Arrays.stream(labels).map(label -> label - labelMean).toArray();
  }

  /**
   * Checks rows and labels.
   *
   * @param learner who asks, for the message
   * @param fewest how many rows it needs at least
   * @throws InputException when they are too few, not finite, or the labels constant
   */
  static TrainingRows of(double[][] rows, double[] labels, String learner, int fewest) {
    require(rows, labels, learner, fewest);
    return new TrainingRows(rows, labels);
  }

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
    if (Arrays.stream(labels).distinct().count() == 1) {
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

  /** The rows less the center of the training rows. */
  DMatrixRMaj centred(double[][] rows) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows.length, p);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < p; j++) {
        matrix.data[i * p + j] = rows[i][j] - center[j];
      }
    }
    return matrix;
  }

  DMatrixRMaj gram() {
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multTransB(centred, centred, gram);
    return gram;
  }
}
