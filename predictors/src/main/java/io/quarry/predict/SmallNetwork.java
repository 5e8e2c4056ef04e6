package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A perceptron with one hidden layer and a direct linear path, trained by Adam (Kingma and Ba 2015)
 * with decoupled weight decay, stopped where a fifth of the rows held back is predicted best.
 * Immutable and thread-safe.
 */
public final class SmallNetwork extends SharedLearner {
  private static final int EPOCHS = 40;
  private static final int HELD_BACK = 5;
  private static final int BATCH = 16;

  /** A small network. */
  public SmallNetwork() {}

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  Predictor fitScaled(TrainingSet set, Seeds seeds) {
    RandomGenerator random = seeds.child("network").generator();
    int[] order = Orders.shuffled(set.size(), random);
    int seen = set.size() - Math.max(1, set.size() / HELD_BACK);
    Perceptron network = new Perceptron(set.table.features, random);
    float[] best = network.parameters();
    double least = Double.POSITIVE_INFINITY;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Orders.shuffle(order, seen, random);
      double rate = 0.5 * (1 + Math.cos(Math.PI * epoch / EPOCHS));
      for (int from = 0; from < seen; from += BATCH) {
        for (int k = from; k < Math.min(seen, from + BATCH); k++) {
          int i = order[k];
          network.learn(set.row(i), (float) set.y[i], (float) set.weights[i]);
        }
        network.step(rate);
      }
      double error = error(network, set, order, seen);
      if (error < least) {
        least = error;
        best = network.parameters();
      }
    }
    network.restore(best);
    return new Model(network, Math.sqrt(least));
  }

  private static double error(Perceptron network, TrainingSet set, int[] order, int seen) {
    double sum = 0;
    double mass = 0;
    for (int k = seen; k < order.length; k++) {
      int i = order[k];
      double error = network.value(set.row(i), new float[Perceptron.HIDDEN]) - set.y[i];
      sum += set.weights[i] * error * error;
      mass += set.weights[i];
    }
    return sum / mass;
  }

  /** The trained network, with one spread everywhere. */
  private record Model(Perceptron network, double error) implements Predictor {
    @Override
    public void predict(double[][] rows, double[] mean, double[] spread) {
      float[] hidden = new float[Perceptron.HIDDEN];
      for (int i = 0; i < rows.length; i++) {
        mean[i] = network.value(rows[i], hidden);
      }
      Arrays.fill(spread, error);
    }
  }
}
