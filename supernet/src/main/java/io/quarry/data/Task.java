package io.quarry.data;

import io.quarry.arch.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An image classification task with its four splits. Networks see a pixel p of channel c as {@code
 * (p / 255 − mean[c]) / deviation[c]}.
 *
 * @param name for people: {@code glyphs}, {@code fashion-mnist}
 * @param classes how many
 * @param normalization per channel, computed on the training split
 * @param train for training the supernet
 * @param calibration for batch-norm statistics and activation ranges
 * @param validation what the search sees
 * @param test what the final front is reported on, once
 */
public record Task(
    String name,
    int classes,
    Normalization normalization,
    Images train,
    Images calibration,
    Images validation,
    Images test)
    implements Serializable {

  /** The shape of every image of the task. */
  public Shape shape() {
    return train.shape();
  }

  /** SHA-256 over the training split, 64 hexadecimal digits. Reads every byte of it. */
  public String trainingHash() {
    return DataHash.of(classes, List.of(train));
  }

  /**
   * SHA-256 over the calibration and the validation split, 64 hexadecimal digits: what scores in a
   * search depend on. Reads every byte of them.
   */
  public String evaluationHash() {
    return DataHash.of(classes, List.of(calibration, validation));
  }

  /** SHA-256 over the test split, 64 hexadecimal digits. Reads every byte of it. */
  public String testHash() {
    return DataHash.of(classes, List.of(test));
  }

  /**
   * Mean and standard deviation of the training pixels, scaled to [0, 1].
   *
   * @param mean one a channel
   * @param deviation one a channel, positive
   */
  public record Normalization(List<Float> mean, List<Float> deviation) implements Serializable {
    public Normalization {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
      if (mean.isEmpty() || mean.size() != deviation.size()) {
        throw new IllegalArgumentException(
            "%d means and %d deviations are no normalization"
                .formatted(mean.size(), deviation.size()));
      }
      if (!deviation.stream().allMatch(d -> d > 0)) {
        throw new IllegalArgumentException("Deviations %s are not positive".formatted(deviation));
      }
    }

    /**
     * The mean and deviation of each channel over all pixels of {@code images}. A deviation is at
     * least 1/255, so that a constant channel can be normalized too.
     */
    public static Normalization of(Images images) {
      int channels = images.shape().channels();
      long[] sum = new long[channels];
      long[] squares = new long[channels];
      byte[] pixels = images.pixels();
      for (int i = 0; i < pixels.length; i += channels) {
        for (int c = 0; c < channels; c++) {
          int value = pixels[i + c] & 0xFF;
          sum[c] += value;
          squares[c] += (long) value * value;
        }
      }
      double count = Math.max(1, pixels.length / channels);
      List<Float> mean = new ArrayList<>();
      List<Float> deviation = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        double average = sum[c] / count;
        double variance = squares[c] / count - average * average;
        mean.add((float) (average / 255));
        deviation.add((float) (Math.sqrt(Math.max(1, variance)) / 255));
      }
      return new Normalization(mean, deviation);
    }
  }
}
