package io.quarry.quantize;

import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is kept of an activation over the calibration images: its exact smallest and largest number,
 * and a histogram between them. Immutable, plain Java numbers.
 */
public final class ActivationStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bins of the histogram. */
  static final int BINS = 2048;

  /**
   * Of more numbers than about this the histogram sees evenly spread chunks alone, whole ones so
   * that all channels are seen alike.
   */
  private static final int MAX_SAMPLES = 1 << 20;

  private static final int CHUNK = 1024;

  private final float min;
  private final float max;
  private final int[] histogram;

  private ActivationStatistics(float min, float max, int[] histogram) {
    this.min = min;
    this.max = max;
    this.histogram = histogram;
  }

  /**
   * The statistics of an array of floats of any shape. Costs one to two nanoseconds an element.
   *
   * @throws ArithmeticException when a number is not finite
   */
  public static ActivationStatistics of(INDArray values) {
    if (values.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "Statistics of %s, not FLOAT".formatted(values.dataType()));
    }
    boolean plain = values.ordering() == 'c' && !values.isView();
    INDArray dense = plain ? values : values.dup('c');
    try (FloatPointer pointer = new FloatPointer(dense.data().pointer())) {
      return of(pointer.limit(dense.length()).asBuffer());
    } finally {
      if (!plain) {
        dense.close();
      }
    }
  }

  /**
   * The statistics of what remains in a buffer, whose position is left alone.
   *
   * @param values at least one
   * @throws ArithmeticException when a number is not finite
   */
  public static ActivationStatistics of(FloatBuffer values) {
    if (!values.hasRemaining()) {
      throw new IllegalArgumentException("No numbers to take statistics of");
    }
    float[] extremes = extremes(values.slice());
    float min = extremes[0];
    float max = extremes[1];
    if (!Float.isFinite(max - min)) {
      throw new ArithmeticException("An activation reaches from %s to %s".formatted(min, max));
    }
    return new ActivationStatistics(min, max, histogram(values.slice(), min, max));
  }

  /** The smallest number seen. */
  public float min() {
    return min;
  }

  /** The largest number seen. */
  public float max() {
    return max;
  }

  /** The smallest range of everything seen and 0. */
  Range range() {
    return Range.covering(min, max);
  }

  /** The range without the outermost numbers, as far as bins tell them apart. */
  Range range(double percent) {
    long total = 0;
    for (int count : histogram) {
      total += count;
    }
    long cut = Percentile.cut(total, percent);
    int lower = 0;
    for (long below = histogram[0]; below <= cut; below += histogram[lower]) {
      lower++;
    }
    int upper = BINS - 1;
    for (long above = histogram[upper]; above <= cut; above += histogram[upper]) {
      upper--;
    }
    double width = width();
    float low = lower == 0 ? min : (float) (min + lower * width);
    float high = upper == BINS - 1 ? max : (float) (min + (upper + 1) * width);
    return Range.covering(low, high);
  }

  /** The middle of each bin. */
  float[] centres() {
    double width = width();
    float[] centres = new float[BINS];
    for (int i = 0; i < BINS; i++) {
      centres[i] = (float) (min + (i + 0.5) * width);
    }
    return centres;
  }

  /** How many numbers fell into each bin. */
  float[] counts() {
    float[] counts = new float[BINS];
    for (int i = 0; i < BINS; i++) {
      counts[i] = histogram[i];
    }
    return counts;
  }

  private double width() {
    return ((double) max - min) / BINS;
  }

  /** Min and max, chunk by chunk in lanes; NaN if there is one. */
  private static float[] extremes(FloatBuffer values) {
    float first = values.get(0);
    float[] low = new float[CHUNK];
    float[] high = new float[CHUNK];
    Arrays.fill(low, first);
    Arrays.fill(high, first);
    float[] chunk = new float[CHUNK];
    while (values.hasRemaining()) {
      int length = Math.min(CHUNK, values.remaining());
      values.get(chunk, 0, length);
      for (int i = 0; i < length; i++) {
        low[i] = Math.min(low[i], chunk[i]);
        high[i] = Math.max(high[i], chunk[i]);
      }
    }
    float min = first;
    float max = first;
    for (int i = 0; i < CHUNK; i++) {
      min = Math.min(min, low[i]);
      max = Math.max(max, high[i]);
    }
    return new float[] {min, max};
  }

  private static int[] histogram(FloatBuffer values, float min, float max) {
    int[] histogram = new int[BINS];
    if (min == max) {
      histogram[0] = Math.min(values.remaining(), MAX_SAMPLES);
      return histogram;
    }
    float perUnit = (float) (BINS / ((double) max - min));
    int stride = Math.max(1, values.remaining() / MAX_SAMPLES) * CHUNK;
    float[] chunk = new float[CHUNK];
    int total = values.remaining();
    for (long start = 0; start < total; start += stride) {
      int from = (int) start;
      int length = Math.min(CHUNK, total - from);
      values.get(from, chunk, 0, length);
      for (int i = 0; i < length; i++) {
        int bin = (int) ((chunk[i] - min) * perUnit);
        histogram[Math.min(bin, BINS - 1)]++;
      }
    }
    return histogram;
  }
}
