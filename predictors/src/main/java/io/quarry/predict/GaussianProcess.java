package io.quarry.predict;

import io.quarry.seed.Seeds;

/**
 * A Gaussian process (Rasmussen and Williams 2006) over a linear kernel, the effect of each
 * decision by itself, and an exponential one of the distance, which on indicators is the number of
 * differing decisions. Shares, length and noise are those of the greatest evidence; outlying labels
 * count less, by one step towards Student-distributed errors. Immutable and thread-safe.
 */
public final class GaussianProcess extends SharedLearner {
  /** A Gaussian process. */
  public GaussianProcess() {}

  @Override
  public String name() {
    return "gaussian-process";
  }

  @Override
  Predictor fitScaled(TrainingSet set, Seeds seeds) {
    KernelFit fit = set.fit;
    return KernelModel.of(set, fit, fit.dual);
  }
}
