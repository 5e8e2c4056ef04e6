package io.quarry.net;

import java.util.Arrays;

/**
 * Losses of a classifier and their gradients, on small arrays [N, classes], flat, the class varying
 * fastest. Cross-entropy is linear in its target, so labels and a teacher's opinion are mixed in
 * the target: (1 − λ)·CE(y) + λ·CE(t) = CE((1 − λ)·y + λ·t).
 */
public final class Losses {

  private Losses() {}

  /**
   * Smoothed one-hot targets: 1 − ε + ε / K for the label's class and ε / K for the others (Szegedy
   * et al. 2016, section 7).
   *
   * @param labels of N images, each in [0, classes)
   * @param classes K
   * @param smoothing ε, in [0, 1)
   */
  public static float[] smoothedLabels(int[] labels, int classes, double smoothing) {
    float[] targets = new float[labels.length * classes];
    Arrays.fill(targets, (float) (smoothing / classes));
    for (int n = 0; n < labels.length; n++) {
      targets[n * classes + labels[n]] = (float) (1 - smoothing + smoothing / classes);
    }
    return targets;
  }

  /** The probabilities that logits stand for. */
  public static float[] softmax(float[] logits, int classes) {
    float[] probabilities = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double logSum = logSumExp(logits, row, classes);
      for (int i = row; i < row + classes; i++) {
        probabilities[i] = (float) Math.exp(logits[i] - logSum);
      }
    }
    return probabilities;
  }

  /**
   * Targets between labels and a teacher.
   *
   * @param labels targets
   * @param teacher targets
   * @param distillation λ, the teacher's weight, in [0, 1]
   */
  public static float[] mixed(float[] labels, float[] teacher, double distillation) {
    float[] targets = new float[labels.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) ((1 - distillation) * labels[i] + distillation * teacher[i]);
    }
    return targets;
  }

  /**
   * Cross-entropy of the softmax, the mean over the batch: −Σ t·log p / N.
   *
   * @param logits [N, classes]
   * @param targets [N, classes], each row summing to 1
   * @param classes K
   * @param gradient [N, classes], filled with d(loss)/d(logits) = (p − t) / N
   * @return the loss; not finite where a logit is not
   */
  public static double crossEntropy(
      float[] logits, float[] targets, int classes, float[] gradient) {
    int batch = logits.length / classes;
    double loss = 0;
    for (int row = 0; row < logits.length; row += classes) {
      double logSum = logSumExp(logits, row, classes);
      for (int i = row; i < row + classes; i++) {
        double logProbability = logits[i] - logSum;
        loss -= targets[i] * logProbability;
        gradient[i] = (float) ((Math.exp(logProbability) - targets[i]) / batch);
      }
    }
    return loss / batch;
  }

  private static double logSumExp(float[] logits, int row, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = row; i < row + classes; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }
}
