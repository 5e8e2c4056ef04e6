package io.quarry.fliqs;

import io.quarry.space.ActiveGenes;
import io.quarry.space.SearchSpace;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A distribution over the genomes of a space: independent categorical ones, each the softmax of
 * free logits. Decisions that a genome leaves inactive are drawn, but neither count nor learn.
 *
 * <p>Learns by REINFORCE with Adam (Kingma and Ba 2015, its defaults). Not thread-safe.
 */
final class Logits {
  /** All alike, so that the distribution is uniform at first. */
  private static final double START = 0.5;

  private static final double DECAY = 0.9;
  private static final double SQUARE_DECAY = 0.999;
  private static final double FLOOR = 1e-8;

  private final ActiveGenes conditions;
  private final double[][] logits;
  private final double[][] mean;
  private final double[][] square;
  private int steps;

  Logits(SearchSpace space) {
    this.conditions = ActiveGenes.of(space);
    int[] choices = space.decisions().stream().mapToInt(d -> d.values().size()).toArray();
    this.logits = arrays(choices, START);
    this.mean = arrays(choices, 0);
    this.square = arrays(choices, 0);
  }

  private static double[][] arrays(int[] lengths, double value) {
    double[][] arrays = new double[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      arrays[i] = new double[lengths[i]];
      Arrays.fill(arrays[i], value);
    }
    return arrays;
  }

  /** The probability of each value of each decision. */
  double[][] probabilities() {
    double[][] probabilities = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      double[] logs = logProbabilities(i);
      probabilities[i] = Arrays.stream(logs).map(Math::exp).toArray();
    }
    return probabilities;
  }

  /** The logarithms of a decision's probabilities; finite. */
  double[] logProbabilities(int decision) {
    double[] own = logits[decision];
    double most = Arrays.stream(own).max().orElseThrow();
    double sum = 0;
    for (double logit : own) {
      sum += Math.exp(logit - most);
    }
    double total = most + Math.log(sum);
    return Arrays.stream(own).map(logit -> logit - total).toArray();
  }

  /** Draws a value for every decision. */
  int[] draw(RandomGenerator random) {
    int[] genome = new int[logits.length];
    double[][] probabilities = probabilities();
    for (int i = 0; i < genome.length; i++) {
      double left = random.nextDouble();
      int last = probabilities[i].length - 1;
      while (genome[i] < last && left >= probabilities[i][genome[i]]) {
        left -= probabilities[i][genome[i]];
        genome[i]++;
      }
    }
    return genome;
  }

  /** The most probable value of every decision; of equals the first. */
  int[] mostProbable() {
    int[] genome = new int[logits.length];
    for (int i = 0; i < genome.length; i++) {
      for (int value = 1; value < logits[i].length; value++) {
        if (logits[i][value] > logits[i][genome[i]]) {
          genome[i] = value;
        }
      }
    }
    return genome;
  }

  /** Which decisions a genome has active. */
  boolean[] active(int[] genome) {
    boolean[] active = new boolean[genome.length];
    conditions.mark(genome, active);
    return active;
  }

  /** The mean entropy of the decisions that a genome has active, in nats. */
  double entropy(int[] genome) {
    boolean[] active = active(genome);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < active.length; i++) {
      if (active[i]) {
        sum += entropy(logProbabilities(i));
        count++;
      }
    }
    return sum / Math.max(1, count);
  }

  private static double entropy(double[] logs) {
    double entropy = 0;
    for (double log : logs) {
      entropy -= Math.exp(log) * log;
    }
    return entropy;
  }

  /**
   * A step down the loss of the authors' code,
   *
   * <pre>L = −A · mean log π(a) + β_H · mean H(π)</pre>
   *
   * <p>with means over the decisions that are active in what was drawn.
   *
   * @param genome what was drawn
   * @param advantage A
   * @param entropyWeight β_H
   */
  void learn(int[] genome, double advantage, double entropyWeight, double learningRate) {
    steps++;
    boolean[] active = active(genome);
    int count = 0;
    for (boolean one : active) {
      count += one ? 1 : 0;
    }
    for (int i = 0; i < genome.length; i++) {
      if (active[i]) {
        learn(i, gradient(i, genome[i], advantage, entropyWeight, count), learningRate);
      }
    }
  }

  /** dL/dθ of one decision. */
  double[] gradient(int decision, int drawn, double advantage, double entropyWeight, int active) {
    double[] logs = logProbabilities(decision);
    double entropy = entropy(logs);
    double[] gradient = new double[logs.length];
    for (int value = 0; value < gradient.length; value++) {
      double probability = Math.exp(logs[value]);
      double ofLog = (value == drawn ? 1 : 0) - probability;
      double ofEntropy = -probability * (logs[value] + entropy);
      gradient[value] = (-advantage * ofLog + entropyWeight * ofEntropy) / active;
    }
    return gradient;
  }

  private void learn(int decision, double[] gradient, double learningRate) {
    double meanFactor = 1 - Math.pow(DECAY, steps);
    double squareFactor = 1 - Math.pow(SQUARE_DECAY, steps);
    double[] first = mean[decision];
    double[] second = square[decision];
    for (int value = 0; value < gradient.length; value++) {
      double g = gradient[value];
      first[value] = DECAY * first[value] + (1 - DECAY) * g;
      second[value] = SQUARE_DECAY * second[value] + (1 - SQUARE_DECAY) * g * g;
      logits[decision][value] -=
          learningRate
              * (first[value] / meanFactor)
              / (Math.sqrt(second[value] / squareFactor) + FLOOR);
    }
  }

  /** All that it learned, flat: logits, both moments, the number of steps. */
  double[] state() {
    int length = Arrays.stream(logits).mapToInt(own -> own.length).sum();
    double[] state = new double[3 * length + 1];
    int at = 0;
    for (double[][] part : new double[][][] {logits, mean, square}) {
      for (double[] own : part) {
        System.arraycopy(own, 0, state, at, own.length);
        at += own.length;
      }
    }
    state[at] = steps;
    return state;
  }

  /** Continues from what {@link #state} gave. */
  void restore(double[] state) {
    if (state.length != state().length) {
      throw new IllegalArgumentException(
          "A state of %d numbers is not of this space, which takes %d"
              .formatted(state.length, state().length));
    }
    int at = 0;
    for (double[][] part : new double[][][] {logits, mean, square}) {
      for (double[] own : part) {
        System.arraycopy(state, at, own, 0, own.length);
        at += own.length;
      }
    }
    steps = (int) state[at];
  }
}
