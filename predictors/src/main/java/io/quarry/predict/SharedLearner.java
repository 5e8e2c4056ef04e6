package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.stream.IntStream;

/** A learner that uses what a training set has computed already. */
abstract class SharedLearner implements Learner {
  /** A Student fit with weights, a scale and a kernel needs no fewer. */
  private static final int FEWEST_ROWS = 8;

  @Override
  public final int fewestRows() {
    return FEWEST_ROWS;
  }

  @Override
  public final Predictor fit(double[][] rows, double[] labels, Seeds seeds) {
    Table.require(rows, labels, name(), FEWEST_ROWS);
    int[] all = IntStream.range(0, rows.length).toArray();
    TrainingSet set = new TrainingSet(new Table(rows), all, labels, seeds.child("training-set"));
    return new Rescaled(fitScaled(set, seeds), set.scale);
  }

  /** A predictor whose means and spreads are on the set's scale of labels. */
  abstract Predictor fitScaled(TrainingSet set, Seeds seeds);

  /** A predictor on a scale, back in the unit of the labels. */
  record Rescaled(Predictor predictor, LabelScale scale) implements Predictor {
    @Override
    public void predict(double[][] rows, double[] mean, double[] spread) {
      predictor.predict(rows, mean, spread);
      for (int i = 0; i < rows.length; i++) {
        spread[i] = scale.spread(mean[i], spread[i]);
        mean[i] = scale.label(mean[i]);
      }
    }
  }
}
