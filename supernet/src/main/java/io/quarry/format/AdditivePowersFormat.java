package io.quarry.format;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Additive powers of two: magnitudes are sums of one term from each of a few lists of powers of
 * two, so that a product is a shift for each term. Li, Dong and Wang 2020, "Additive Powers-of-Two
 * Quantization", section 2.2, with the lists of their code, which has no more than these.
 *
 * <p>The levels here are integers, the paper's divided by the smallest of them; the paper's
 * clipping threshold α is the scale times {@link #maxLevel}. Halves between two levels are rounded
 * away from 0.
 *
 * @param magnitudeBits 2 to 5: bits beside the sign
 * @param sign whether there is one
 */
public record AdditivePowersFormat(int magnitudeBits, IntegerFormat.Sign sign)
    implements LevelFormat {
  static final int MIN_MAGNITUDE_BITS = 2;
  static final int MAX_MAGNITUDE_BITS = 5;

  private static final int[][][] TERMS = {
    {{0, 4, 2, 1}},
    {{0, 8, 4, 1}, {0, 2}},
    {{0, 32, 8, 2}, {0, 16, 4, 1}},
    {{0, 64, 16, 2}, {0, 32, 8, 1}, {0, 4}},
  };

  private static final float[][] MAGNITUDES =
      Arrays.stream(TERMS).map(AdditivePowersFormat::sums).toArray(float[][]::new);

  /** By twice a magnitude, rounded down: the nearest level. */
  private static final float[][] NEAREST =
      Arrays.stream(MAGNITUDES).map(AdditivePowersFormat::nearest).toArray(float[][]::new);

  public AdditivePowersFormat {
    if (magnitudeBits < MIN_MAGNITUDE_BITS || magnitudeBits > MAX_MAGNITUDE_BITS) {
      throw new IllegalArgumentException(
          "Additive powers of two have %d to %d bits beside the sign, not %d"
              .formatted(MIN_MAGNITUDE_BITS, MAX_MAGNITUDE_BITS, magnitudeBits));
    }
  }

  @Override
  public String name() {
    return (isSigned() ? "apot" : "uapot") + bits();
  }

  @Override
  public int bits() {
    return magnitudeBits + (isSigned() ? 1 : 0);
  }

  @Override
  public Lowering lowering() {
    return Lowering.SIMULATED;
  }

  @Override
  public String source() {
    return "Li et al. 2020, Additive Powers-of-Two Quantization";
  }

  @Override
  public double[] levels() {
    float[] magnitudes = magnitudes();
    DoubleStream positive = IntStream.range(0, magnitudes.length).mapToDouble(i -> magnitudes[i]);
    DoubleStream negative =
        IntStream.range(1, isSigned() ? magnitudes.length : 1).mapToDouble(i -> -magnitudes[i]);
    return DoubleStream.concat(positive, negative).sorted().toArray();
  }

  @Override
  public float minLevel(int zeroPoint) {
    return isSigned() ? -largest() : 0;
  }

  @Override
  public float maxLevel(int zeroPoint) {
    return largest();
  }

  @Override
  public double smallestStep() {
    return 1;
  }

  @Override
  public Grid grid(float min, float max) {
    return SymmetricScale.grid(min, max, minLevel(0), largest());
  }

  @Override
  public void round(float[] scaled, int length, int zeroPoint, float[] levels) {
    float[] nearest = nearest();
    float low = minLevel(0);
    float high = largest();
    for (int i = 0; i < length; i++) {
      float clipped = Math.max(low, Math.min(high, scaled[i]));
      float magnitude = nearest[(int) (2 * Math.abs(clipped))];
      levels[i] = Math.copySign(magnitude, clipped) + 0 * clipped;
    }
  }

  /** The format of as many bits that has no sign, or of as many as there can be. */
  public AdditivePowersFormat unsigned() {
    int bits = Math.min(bits(), MAX_MAGNITUDE_BITS);
    return new AdditivePowersFormat(bits, IntegerFormat.Sign.UNSIGNED);
  }

  @Override
  public <T> T round(T scaled, int zeroPoint, Elementwise<T> steps) {
    T clipped = steps.clip(scaled, minLevel(0), largest());
    T magnitude = steps.lookUp(nearest(), steps.multiply(steps.abs(clipped), 2));
    return steps.multiply(magnitude, steps.sign(clipped));
  }

  private float[] nearest() {
    return NEAREST[magnitudeBits - MIN_MAGNITUDE_BITS];
  }

  @Override
  public String toString() {
    return name();
  }

  private boolean isSigned() {
    return sign == IntegerFormat.Sign.SIGNED;
  }

  private float[] magnitudes() {
    return MAGNITUDES[magnitudeBits - MIN_MAGNITUDE_BITS];
  }

  private float largest() {
    float[] magnitudes = magnitudes();
    return magnitudes[magnitudes.length - 1];
  }

  private static float[] sums(int[][] lists) {
    TreeSet<Integer> sums = new TreeSet<>();
    sums.add(0);
    for (int[] list : lists) {
      TreeSet<Integer> longer = new TreeSet<>();
      sums.forEach(sum -> Arrays.stream(list).forEach(term -> longer.add(sum + term)));
      sums = longer;
    }
    float[] magnitudes = new float[sums.size()];
    int i = 0;
    for (int sum : sums) {
      magnitudes[i++] = sum;
    }
    return magnitudes;
  }

  private static float[] nearest(float[] magnitudes) {
    float[] nearest = new float[2 * (int) magnitudes[magnitudes.length - 1] + 1];
    int level = 0;
    for (int i = 0; i < nearest.length; i++) {
      while (level + 1 < magnitudes.length && i >= magnitudes[level] + magnitudes[level + 1]) {
        level++;
      }
      nearest[i] = magnitudes[level];
    }
    return nearest;
  }
}
