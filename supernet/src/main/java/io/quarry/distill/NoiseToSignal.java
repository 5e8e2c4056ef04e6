package io.quarry.distill;

/**
 * The loss of features s against a teacher's t: the mean over images and channels of
 *
 * <pre>mean over positions of (s − t)² / (variance over positions of t + ε)</pre>
 *
 * <p>the noise-to-signal ratio of SpaceEvo (arXiv 2303.08308) but for the variance, which is the
 * teacher's: the authors' code takes the student's, which a student can lower its loss by. Arrays
 * are [N, positions, channels], flat, the channel varying fastest. ε keeps channels that are flat
 * in an image from outweighing all others.
 */
final class NoiseToSignal {
  private final float[] target;
  private final int positions;
  private final int channels;

  /** [N, channels]: what a squared difference counts, 1 / (positions · N · channels) included. */
  private final float[] weights;

  /**
   * The loss against a teacher's features.
   *
   * @param target t; not copied
   * @param positions of an image, height × width
   * @param channels of a position
   * @param epsilon ε, in the units of the variance, positive
   */
  NoiseToSignal(float[] target, int positions, int channels, double epsilon) {
    this.target = target;
    this.positions = positions;
    this.channels = channels;
    this.weights = new float[target.length / positions];
    double count = (double) positions * weights.length;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    for (int n = 0; n < weights.length / channels; n++) {
      moments(n, mean, variance);
      for (int c = 0; c < channels; c++) {
        weights[n * channels + c] = (float) (1 / (count * (variance[c] + epsilon)));
      }
    }
  }

  /**
   * The loss and its gradient.
   *
   * @param student s
   * @param gradient as long, filled with d(loss)/ds
   * @return not finite where a feature is not
   */
  double loss(float[] student, float[] gradient) {
    double loss = 0;
    float[] sums = new float[channels];
    for (int image = 0; image < weights.length; image += channels) {
      java.util.Arrays.fill(sums, 0);
      for (int p = 0; p < positions; p++) {
        int at = (image * positions) + p * channels;
        for (int c = 0; c < channels; c++) {
          float difference = student[at + c] - target[at + c];
          float weighted = difference * weights[image + c];
          sums[c] += weighted * difference;
          gradient[at + c] = 2 * weighted;
        }
      }
      for (float sum : sums) {
        loss += sum;
      }
    }
    return loss;
  }

  /**
   * The mean over channels of their variance over all images and positions: what ε is a share of.
   *
   * @param features [N, positions, channels], flat
   */
  static double meanVariance(float[] features, int channels) {
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      double square = 0;
      for (int i = c; i < features.length; i += channels) {
        mean += features[i];
        square += (double) features[i] * features[i];
      }
      double count = (double) features.length / channels;
      mean /= count;
      sum += square / count - mean * mean;
    }
    return sum / channels;
  }

  private void moments(int image, double[] mean, double[] variance) {
    java.util.Arrays.fill(mean, 0);
    java.util.Arrays.fill(variance, 0);
    int start = image * positions * channels;
    for (int p = 0; p < positions; p++) {
      for (int c = 0; c < channels; c++) {
        mean[c] += target[start + p * channels + c] / positions;
      }
    }
    for (int p = 0; p < positions; p++) {
      for (int c = 0; c < channels; c++) {
        double difference = target[start + p * channels + c] - mean[c];
        variance[c] += difference * difference / positions;
      }
    }
  }
}
