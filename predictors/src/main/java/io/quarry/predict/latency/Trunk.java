package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.List;

/** A smooth function of the features that trees then correct. Immutable and thread-safe. */
interface Trunk extends Serializable {
  /** From the plainest to the richest. */
  List<Form> FORMS =
      List.of(
          Constant::fit,
          CostSum::fit,
          (rows, ms) -> CurvedSum.fit(rows, ms, 100),
          (rows, ms) -> CurvedSum.fit(rows, ms, 10),
          (rows, ms) -> CurvedSum.fit(rows, ms, 1));

  /** The natural logarithm of the milliseconds. */
  double logMs(double[] row);

  /** A way to fit a trunk. */
  interface Form {
    /**
     * Fits.
     *
     * @param rows features, at least one row, in random order
     * @param ms one time a row, more than 0
     */
    Trunk fit(double[][] rows, double[] ms);
  }

  /** The same time for all. */
  record Constant(double logMs) implements Trunk {
    static Trunk fit(double[][] rows, double[] ms) {
      return new Constant(Math.log(Robust.median(ms)));
    }

    @Override
    public double logMs(double[] row) {
      return logMs;
    }
  }
}
