package io.quarry.data;

import java.io.Serializable;

/**
 * Random changes of a training image.
 *
 * @param shiftPixels largest shift in each direction, not negative; 0: none
 * @param mirror whether half of the images are flipped left to right
 */
public record Augmentation(int shiftPixels, boolean mirror) implements Serializable {

  public Augmentation {
    if (shiftPixels < 0) {
      throw new IllegalArgumentException("A shift of %d pixels".formatted(shiftPixels));
    }
  }
}
