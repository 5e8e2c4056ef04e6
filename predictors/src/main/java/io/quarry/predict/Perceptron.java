package io.quarry.predict;

import java.util.random.RandomGenerator;

/** One hidden layer of hyperbolic tangents and a linear path beside it. */
final class Perceptron {
  static final int HIDDEN = 8;
  private static final float RATE = 0.01f;
  private static final float DECAY = 0.02f;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.99f;
  private static final float EPSILON = 1e-7f;

  private final int inputs;

  /** By input: the weights to the hidden units, then the linear weight; at the end the output's. */
  private final float[] parameters;

  private final float[] gradient;
  private final float[] first;
  private final float[] second;
  private final float[] hidden = new float[HIDDEN];
  private float learned;
  private int steps;

  Perceptron(int inputs, RandomGenerator random) {
    this.inputs = inputs;
    int size = (inputs + 1) * (HIDDEN + 1) + HIDDEN;
    this.parameters = new float[size];
    this.gradient = new float[size];
    this.first = new float[size];
    this.second = new float[size];
    double deviation = 1 / Math.sqrt(inputs);
    for (int j = 0; j < inputs; j++) {
      for (int h = 0; h < HIDDEN; h++) {
        parameters[j * (HIDDEN + 1) + h] = (float) (deviation * random.nextGaussian());
      }
    }
    for (int h = 0; h < HIDDEN; h++) {
      parameters[size - HIDDEN + h] = (float) (0.3 * random.nextGaussian());
    }
  }

  float[] parameters() {
    return parameters.clone();
  }

  void restore(float[] kept) {
    System.arraycopy(kept, 0, parameters, 0, kept.length);
  }

  /** The output; the hidden units' values go into {@code units}. */
  float value(double[] row, float[] units) {
    int bias = inputs * (HIDDEN + 1);
    System.arraycopy(parameters, bias, units, 0, HIDDEN);
    float out = parameters[bias + HIDDEN];
    for (int j = 0; j < inputs; j++) {
      if (row[j] != 0) {
        float x = (float) row[j];
        int at = j * (HIDDEN + 1);
        for (int h = 0; h < HIDDEN; h++) {
          units[h] += x * parameters[at + h];
        }
        out += x * parameters[at + HIDDEN];
      }
    }
    int last = parameters.length - HIDDEN;
    for (int h = 0; h < HIDDEN; h++) {
      units[h] = tangent(units[h]);
      out += parameters[last + h] * units[h];
    }
    return out;
  }

  /** Adds the gradient of half the weighted squared error of one row. */
  void learn(double[] row, float label, float weight) {
    float slope = weight * (value(row, hidden) - label);
    learned++;
    int last = parameters.length - HIDDEN;
    float[] back = new float[HIDDEN + 1];
    back[HIDDEN] = slope;
    for (int h = 0; h < HIDDEN; h++) {
      gradient[last + h] += slope * hidden[h];
      back[h] = slope * parameters[last + h] * (1 - hidden[h] * hidden[h]);
    }
    for (int j = 0; j <= inputs; j++) {
      float x = j < inputs ? (float) row[j] : 1;
      if (x != 0) {
        int at = j * (HIDDEN + 1);
        for (int h = 0; h <= HIDDEN; h++) {
          gradient[at + h] += x * back[h];
        }
      }
    }
  }

  /** One step of Adam with the mean gradient since the last. */
  void step(double rate) {
    steps++;
    float share = 1 / learned;
    float size =
        (float)
            (rate * RATE * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps)));
    float decay = (float) (1 - rate * RATE * DECAY);
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i] * share;
      first[i] = BETA1 * first[i] + (1 - BETA1) * g;
      second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
      parameters[i] =
          decay * parameters[i] - size * first[i] / ((float) Math.sqrt(second[i]) + EPSILON);
      gradient[i] = 0;
    }
    learned = 0;
  }

  /** tanh, by a rational function with an error below 0.03 and no call. */
  private static float tangent(float x) {
    float bounded = Math.max(-3, Math.min(3, x));
    return bounded * (27 + bounded * bounded) / (27 + 9 * bounded * bounded);
  }
}
