package io.quarry.data;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Turns bytes into what networks see: {@code (p / 255 − mean[c]) / deviation[c]}, in float
 * arithmetic. Looks each value up in a table. Immutable, so thread-safe.
 */
public final class PixelTransform {
  private static final int VALUES = 256;

  private final int channels;

  /** Channel after channel, the normalized value of each byte. */
  private final float[] table;

  private PixelTransform(int channels, float[] table) {
    this.channels = channels;
    this.table = table;
  }

  /** The transform of a task's normalization. */
  public static PixelTransform of(Task.Normalization normalization) {
    int channels = normalization.mean().size();
    float[] table = new float[channels * VALUES];
    for (int c = 0; c < channels; c++) {
      float mean = normalization.mean().get(c);
      float deviation = normalization.deviation().get(c);
      for (int value = 0; value < VALUES; value++) {
        table[c * VALUES + value] = (value / 255f - mean) / deviation;
      }
    }
    return new PixelTransform(channels, table);
  }

  /** The normalized value of a byte, given as 0 to 255, of a channel. */
  public float value(int channel, int pixel) {
    return table[Objects.checkIndex(channel, channels) * VALUES + pixel];
  }

  /**
   * Normalizes images as they lie: image, row, column, channel.
   *
   * @param from first image
   * @param to one past the last image
   * @param out filled from its begin; at least {@code (to − from) × elements} long
   * @throws IllegalArgumentException when {@code out} is too short or the channels differ
   */
  public void nhwc(Images images, int from, int to, float[] out) {
    int elements = requireFit(images, from, to, out.length);
    byte[] pixels = images.pixels();
    int start = from * elements;
    int count = (to - from) * elements;
    for (int i = 0; i < count; i += channels) {
      for (int c = 0; c < channels; c++) {
        out[i + c] = table[c * VALUES + (pixels[start + i + c] & 0xFF)];
      }
    }
  }

  /**
   * Normalizes images into planes: image, channel, row, column.
   *
   * @param from first image
   * @param to one past the last image
   * @param out written from its position on, which moves behind what was written; direct or not
   * @throws IllegalArgumentException when {@code out} has too little room or the channels differ
   */
  public void nchw(Images images, int from, int to, FloatBuffer out) {
    int elements = requireFit(images, from, to, out.remaining());
    int area = elements / channels;
    byte[] pixels = images.pixels();
    float[] image = new float[elements];
    for (int n = from; n < to; n++) {
      int start = n * elements;
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < area; i++) {
          image[c * area + i] = table[c * VALUES + (pixels[start + i * channels + c] & 0xFF)];
        }
      }
      out.put(image);
    }
  }

  private int requireFit(Images images, int from, int to, int room) {
    Objects.checkFromToIndex(from, to, images.count());
    if (images.shape().channels() != channels) {
      throw new IllegalArgumentException(
          "A normalization of %d channels does not fit images of %s"
              .formatted(channels, images.shape()));
    }
    int elements = images.shape().elements();
    if (room < (long) (to - from) * elements) {
      throw new IllegalArgumentException(
          "%d images of %s do not fit into %d floats".formatted(to - from, images.shape(), room));
    }
    return elements;
  }
}
