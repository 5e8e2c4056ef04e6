package io.quarry.predict;

import io.quarry.seed.Seeds;

/** A way to make a predictor from rows whose values are known. Immutable and thread-safe. */
public interface Learner {
  /** What it is called in logs, tables and configurations: {@code ridge}. */
  String name();

  /** How many rows it needs at least. */
  int fewestRows();

  /**
   * Fits a predictor, its own hyper-parameters chosen by cross-validation inside the rows.
   *
   * @param rows features, finite, all of one length
   * @param labels one finite value a row
   * @param seeds whatever is drawn comes from them alone
   * @throws io.quarry.problem.InputException when there are too few rows, or the labels are
   *     constant
   */
  Predictor fit(double[][] rows, double[] labels, Seeds seeds);
}
