package io.quarry.arch;

import java.io.Serializable;

/**
 * The shape of one image or activation, without its batch: height, width, channels.
 *
 * @param height in pixels, positive
 * @param width in pixels, positive
 * @param channels positive
 */
public record Shape(int height, int width, int channels) implements Serializable {

  public Shape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "Shape %dx%dx%d has no elements".formatted(height, width, channels));
    }
  }

  /** How many numbers it holds. */
  public int elements() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }
}
