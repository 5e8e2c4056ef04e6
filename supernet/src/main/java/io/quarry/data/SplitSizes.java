package io.quarry.data;

import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * How many images each split gets.
 *
 * @param train for training the supernet
 * @param calibration for batch-norm statistics and activation ranges
 * @param validation what the search sees
 * @param test what the final front is reported on, once
 */
public record SplitSizes(int train, int calibration, int validation, int test)
    implements Serializable {

  /** All images asked of a training part: train, calibration and validation together. */
  long fromTrainingPart() {
    return (long) train + calibration + validation;
  }

  /** Throws an {@link InputException} that names the first split that gets no image. */
  void requirePositive() {
    require("train", train);
    require("calibration", calibration);
    require("validation", validation);
    require("test", test);
  }

  private static void require(String split, int count) {
    if (count < 1) {
      throw new InputException(
          "Split %s gets %d images, and needs at least one".formatted(split, count));
    }
  }
}
