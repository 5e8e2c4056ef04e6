package io.quarry.score;

import io.quarry.data.Images;
import io.quarry.data.PixelTransform;
import io.quarry.data.Task.Normalization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Images as a model takes them: normalized floats, NCHW, in one direct buffer that every candidate
 * on an executor reads. Holds native memory until it is collected; thread-safe.
 */
public final class ValidationImages {
  private final FloatBuffer pixels;
  private final Images images;

  private ValidationImages(FloatBuffer pixels, Images images) {
    this.pixels = pixels;
    this.images = images;
  }

  /** Normalizes images. */
  public static ValidationImages of(Images images, Normalization normalization) {
    int bytes = Math.multiplyExact(images.pixels().length, Float.BYTES);
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    PixelTransform.of(normalization).nchw(images, 0, images.count(), buffer);
    return new ValidationImages(buffer.flip(), images);
  }

  /** How many there are. */
  public int count() {
    return images.count();
  }

  /** The class of an image. */
  public int label(int image) {
    return images.label(image);
  }

  /** The images from one index, included, to another, excluded; shares the memory. */
  public FloatBuffer slice(int from, int to) {
    int elements = images.shape().elements();
    return pixels.slice(from * elements, (to - from) * elements);
  }
}
