package io.quarry.data;

import io.quarry.arch.Shape;
import java.io.Serializable;
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
    }
  }
}
