package io.quarry.fliqs;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A distribution over the options of variables: independent categorical ones, each the softmax of
 * free logits. Variables that are left inactive are drawn, but neither count nor learn.
 *
 * <p>Learns by REINFORCE with Adam (Kingma and Ba 2015, its defaults). Not thread-safe.
 */
final class Logits {
  /** All alike, so that the distribution is uniform where nothing is preferred. */
  private static final double START = 0.5;

  private static final double DECAY = 0.9;
  private static final double SQUARE_DECAY = 0.999;
  private static final double FLOOR = 1e-8;

  private final Variables variables;
  private final double[][] logits;
  private final double[][] mean;
  private final double[][] square;
  private int steps;

  Logits(Variables variables) {
    this.variables = variables;
    int[] choices = variables.all().stream().mapToInt(v -> v.options().size()).toArray();
    this.logits = arrays(choices, START);
    this.mean = arrays(choices, 0);
    this.square = arrays(choices, 0);
  }

  /**
   * Makes an option of a variable as probable as said, and all others of it equally probable.
   *
   * @param share in (0, 1)
   */
  void prefer(int variable, int option, double share) {
    int others = logits[variable].length - 1;
    if (others > 0) {
      Arrays.fill(logits[variable], START);
      logits[variable][option] = START + Math.log(share * others / (1 - share));
    }
  }

  private static double[][] arrays(int[] lengths, double value) {
    double[][] arrays = new double[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      arrays[i] = new double[lengths[i]];
      Arrays.fill(arrays[i], value);
    }
    return arrays;
  }

  /** The probability of each option of each variable. */
  double[][] probabilities() {
    double[][] probabilities = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      double[] logs = logProbabilities(i);
      probabilities[i] = Arrays.stream(logs).map(Math::exp).toArray();
    }
    return probabilities;
  }

  /** The logarithms of a variable's probabilities; finite. */
  double[] logProbabilities(int variable) {
    double[] own = logits[variable];
    double most = Arrays.stream(own).max().orElseThrow();
    double sum = 0;
    for (double logit : own) {
      sum += Math.exp(logit - most);
    }
    double total = most + Math.log(sum);
    return Arrays.stream(own).map(logit -> logit - total).toArray();
  }

  /** Draws an option of every variable. */
  int[] draw(RandomGenerator random) {
    int[] options = new int[logits.length];
    double[][] probabilities = probabilities();
    for (int i = 0; i < options.length; i++) {
      double left = random.nextDouble();
      int last = probabilities[i].length - 1;
      while (options[i] < last && left >= probabilities[i][options[i]]) {
        left -= probabilities[i][options[i]];
        options[i]++;
      }
    }
    return options;
  }

  /** The most probable option of every variable; of equals the first. */
  int[] mostProbable() {
    int[] options = new int[logits.length];
    for (int i = 0; i < options.length; i++) {
      for (int option = 1; option < logits[i].length; option++) {
        if (logits[i][option] > logits[i][options[i]]) {
          options[i] = option;
        }
      }
    }
    return options;
  }

  /** The mean entropy of the variables that options leave active, in nats. */
  double entropy(int[] options) {
    boolean[] active = variables.active(options);
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
   * <p>with means over the variables that are active in what was drawn.
   *
   * @param options what was drawn
   * @param advantage A
   * @param entropyWeight β_H
   */
  void learn(int[] options, double advantage, double entropyWeight, double learningRate) {
    steps++;
    boolean[] active = variables.active(options);
    int count = 0;
    for (boolean one : active) {
      count += one ? 1 : 0;
    }
    for (int i = 0; i < options.length; i++) {
      if (active[i]) {
        learn(i, gradient(i, options[i], advantage, entropyWeight, count), learningRate);
      }
    }
  }

  /** dL/dθ of one variable. */
  double[] gradient(int variable, int drawn, double advantage, double entropyWeight, int active) {
    double[] logs = logProbabilities(variable);
    double entropy = entropy(logs);
    double[] gradient = new double[logs.length];
    for (int option = 0; option < gradient.length; option++) {
      double probability = Math.exp(logs[option]);
      double ofLog = (option == drawn ? 1 : 0) - probability;
      double ofEntropy = -probability * (logs[option] + entropy);
      gradient[option] = (-advantage * ofLog + entropyWeight * ofEntropy) / active;
    }
    return gradient;
  }

  private void learn(int variable, double[] gradient, double learningRate) {
    double meanFactor = 1 - Math.pow(DECAY, steps);
    double squareFactor = 1 - Math.pow(SQUARE_DECAY, steps);
    double[] first = mean[variable];
    double[] second = square[variable];
    for (int option = 0; option < gradient.length; option++) {
      double g = gradient[option];
      first[option] = DECAY * first[option] + (1 - DECAY) * g;
      second[option] = SQUARE_DECAY * second[option] + (1 - SQUARE_DECAY) * g * g;
      logits[variable][option] -=
          learningRate
              * (first[option] / meanFactor)
              / (Math.sqrt(second[option] / squareFactor) + FLOOR);
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
