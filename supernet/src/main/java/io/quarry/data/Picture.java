package io.quarry.data;

import io.quarry.arch.Shape;

/** One decoded image: unsigned bytes, rows of pixels of one (grey) or three (RGB) channels. */
final class Picture {
  private final Shape shape;
  private final byte[] pixels;

  Picture(Shape shape, byte[] pixels) {
    assert pixels.length == shape.elements();
    this.shape = shape;
    this.pixels = pixels;
  }

  Shape shape() {
    return shape;
  }

  /** Not a copy. */
  byte[] pixels() {
    return pixels;
  }

  boolean isColoured() {
    return shape.channels() > 1;
  }

  /** Copies the pixels, grey to as many equal channels as are asked for. */
  void copyTo(byte[] out, int offset, int channels) {
    if (channels == shape.channels()) {
      System.arraycopy(pixels, 0, out, offset, pixels.length);
      return;
    }
    assert !isColoured();
    for (int i = 0; i < pixels.length; i++) {
      for (int c = 0; c < channels; c++) {
        out[offset + i * channels + c] = pixels[i];
      }
    }
  }

  /**
   * The largest square around the centre, resampled to {@code size × size} with a triangular filter
   * as wide as an output pixel (an input pixel when enlarging). An image of that size stays as it
   * is.
   */
  Picture resized(int size) {
    if (shape.height() == size && shape.width() == size) {
      return this;
    }
    int side = Math.min(shape.height(), shape.width());
    int channels = shape.channels();
    int top = (shape.height() - side) / 2;
    int left = (shape.width() - side) / 2;
    float[] wide = new float[side * side * channels];
    for (int row = 0; row < side; row++) {
      int from = ((top + row) * shape.width() + left) * channels;
      for (int i = 0; i < side * channels; i++) {
        wide[row * side * channels + i] = pixels[from + i] & 0xFF;
      }
    }
    float[] narrow = resampledRows(wide, side, channels, size);
    float[] small = transposed(narrow, side, size, channels);
    float[] result = transposed(resampledRows(small, side, channels, size), size, size, channels);
    byte[] bytes = new byte[result.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.min(255, Math.max(0, Math.round(result[i])));
    }
    return new Picture(new Shape(size, size, channels), bytes);
  }

  /** Resamples every row of {@code side} pixels to {@code size} pixels. */
  private static float[] resampledRows(float[] in, int side, int channels, int size) {
    int rows = in.length / (side * channels);
    float[] out = new float[rows * size * channels];
    double scale = (double) side / size;
    double reach = Math.max(1, scale);
    for (int x = 0; x < size; x++) {
      double centre = (x + 0.5) * scale;
      int from = Math.max(0, (int) Math.floor(centre - reach));
      int to = Math.min(side, (int) Math.ceil(centre + reach));
      double total = 0;
      for (int i = from; i < to; i++) {
        total += weight(i, centre, reach);
      }
      for (int i = from; i < to; i++) {
        float share = (float) (weight(i, centre, reach) / total);
        for (int row = 0; row < rows; row++) {
          for (int c = 0; c < channels; c++) {
            out[(row * size + x) * channels + c] += share * in[(row * side + i) * channels + c];
          }
        }
      }
    }
    return out;
  }

  private static double weight(int pixel, double centre, double reach) {
    return Math.max(0, 1 - Math.abs(pixel + 0.5 - centre) / reach);
  }

  /** Rows become columns; the channels of a pixel stay together. */
  private static float[] transposed(float[] in, int rows, int columns, int channels) {
    float[] out = new float[in.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int c = 0; c < channels; c++) {
          out[(column * rows + row) * channels + c] = in[(row * columns + column) * channels + c];
        }
      }
    }
    return out;
  }
}
