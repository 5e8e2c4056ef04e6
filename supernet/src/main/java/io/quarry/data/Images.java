package io.quarry.data;

import io.quarry.arch.Shape;
import java.io.Serializable;

/**
 * Labelled images: unsigned bytes, image after image, each in rows of pixels of channels (NHWC).
 * Immutable by agreement: the arrays are not copied, and no one writes to them.
 */
public final class Images implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Shape shape;
  private final byte[] pixels;
  private final byte[] labels;

  /**
   * Wraps pixels and labels.
   *
   * @param shape of one image
   * @param pixels {@code count × shape.elements()} unsigned bytes
   * @param labels {@code count} class numbers, each in [0, 127]
   */
  public Images(Shape shape, byte[] pixels, byte[] labels) {
    if (pixels.length != (long) labels.length * shape.elements()) {
      throw new IllegalArgumentException(
          "%d bytes are not %d images of %s".formatted(pixels.length, labels.length, shape));
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
  }

  /** How many images there are. */
  public int count() {
    return labels.length;
  }

  /** The shape of each image. */
  public Shape shape() {
    return shape;
  }

  /** The class of one image. */
  public int label(int image) {
    return labels[image];
  }

  /** One byte of one image, as 0 to 255. */
  public int pixel(int image, int element) {
    return pixels[image * shape.elements() + element] & 0xFF;
  }

  /** The pixels themselves, not a copy: NHWC. */
  public byte[] pixels() {
    return pixels;
  }

  /** The labels themselves, not a copy. */
  public byte[] labels() {
    return labels;
  }
}
