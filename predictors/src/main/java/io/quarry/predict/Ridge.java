package io.quarry.predict;

import io.quarry.seed.Seeds;

/**
 * Linear regression whose weights are penalised by the sum of their squares (Hoerl and Kennard
 * 1970). The penalty is the noise of the greatest evidence (MacKay 1992); one decomposition, on the
 * side of the rows, serves all penalties at O(rows) each. Immutable and thread-safe.
 */
public final class Ridge extends SharedLearner {
  /** Ridge regression. */
  public Ridge() {}

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  Predictor fitScaled(TrainingSet set, Seeds seeds) {
    KernelFit fit = KernelFit.of(set, Kernel.LINEAR, set.weights);
    return KernelModel.of(set, fit, fit.dual);
  }
}
