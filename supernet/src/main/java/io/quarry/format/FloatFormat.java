package io.quarry.format;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Floating point of 3 to 8 bits: a sign, {@code exponentBits} and {@code mantissaBits}, written
 * {@code e2m1}; with subnormals, and with exponent bias 2^(e−1)−1.
 *
 * <p>All codes are finite but for those that a standard or paper takes for other uses:
 *
 * <ul>
 *   <li>e4m3 has one NaN of each sign and no infinity, so it ends at 448; e5m2 is as IEEE 754 and
 *       ends at 57344: Micikevicius et al. 2022, "FP8 Formats for Deep Learning", table 1, and OCP
 *       8-bit Floating Point Specification 1.0. e3m4 has one NaN like e4m3 and ends at 30: Shen et
 *       al. 2024, "Efficient Post-training Quantization with FP8 Formats", table 1;
 *   <li>e2m1, e2m3 and e3m2, which end at 6, 7.5 and 28, have neither: OCP Microscaling Formats
 *       (MX) Specification 1.0, section 5.3. So have all others, as Liu et al. 2023, "LLM-FP4",
 *       section 3.1, defines them: 2^(2^e−1−bias) · (2 − 2^−m).
 * </ul>
 *
 * <p>Without mantissa bits the levels are the powers of two of Miyashita et al. 2016; e1m2 has the
 * levels of integers of 4 bits without −8, each halved.
 *
 * @param exponentBits 1 to 5
 * @param mantissaBits 0 to 6
 */
public record FloatFormat(int exponentBits, int mantissaBits) implements LevelFormat {
  static final int MIN_BITS = 3;
  static final int MAX_BITS = 8;
  static final int MAX_EXPONENT_BITS = 5;

  /** Of the mantissa of float32, without its hidden bit. */
  private static final int FLOAT_MANTISSA = 23;

  /** Times it, a float's product minus {@link #BELOW_ONE} of it is its power of two. */
  private static final float POWER_FACTOR = 0x1p23f + 1;

  private static final float BELOW_ONE = 0x1.fffffep-1f;

  public FloatFormat {
    int bits = 1 + exponentBits + mantissaBits;
    boolean known = exponentBits >= 1 && exponentBits <= MAX_EXPONENT_BITS && mantissaBits >= 0;
    if (!known || bits < MIN_BITS || bits > MAX_BITS) {
      throw new IllegalArgumentException(
          "There is no floating-point format with %d exponent and %d mantissa bits"
              .formatted(exponentBits, mantissaBits));
    }
  }

  @Override
  public String name() {
    return "e%dm%d".formatted(exponentBits, mantissaBits);
  }

  @Override
  public int bits() {
    return 1 + exponentBits + mantissaBits;
  }

  @Override
  public Lowering lowering() {
    return Lowering.SIMULATED;
  }

  @Override
  public String source() {
    return switch (name()) {
      case "e4m3", "e5m2" -> "OCP 8-bit Floating Point (OFP8) 1.0";
      case "e3m4" -> "Shen et al. 2024, Efficient PTQ with FP8 Formats";
      case "e2m1", "e2m3", "e3m2" -> "OCP Microscaling Formats (MX) 1.0";
      default -> "Liu et al. 2023, LLM-FP4" + (mantissaBits == 0 ? "; powers of two" : "");
    };
  }

  /** The smallest number whose mantissa has a hidden 1. */
  float minNormal() {
    return Math.scalb(1f, 1 - bias());
  }

  private float largest() {
    int exponent = (1 << exponentBits) - 1 - bias();
    int significand = (2 << mantissaBits) - 1;
    if (isIeee()) {
      exponent--;
    } else if (hasNan()) {
      significand--;
    }
    return Math.scalb((float) significand, exponent - mantissaBits);
  }

  @Override
  public double[] levels() {
    double step = smallestStep();
    int perPower = 1 << mantissaBits;
    double[] positive =
        IntStream.iterate(1, code -> code + 1)
            .mapToDouble(
                code -> {
                  int power = code / perPower;
                  int significand = code % perPower + (power == 0 ? 0 : perPower);
                  return Math.scalb(significand * step, Math.max(power - 1, 0));
                })
            .takeWhile(level -> level <= largest())
            .toArray();
    return DoubleStream.concat(
            DoubleStream.concat(DoubleStream.of(positive).map(level -> -level), DoubleStream.of(0)),
            DoubleStream.of(positive))
        .sorted()
        .toArray();
  }

  @Override
  public float minLevel(int zeroPoint) {
    return -largest();
  }

  @Override
  public float maxLevel(int zeroPoint) {
    return largest();
  }

  @Override
  public double smallestStep() {
    return Math.scalb(1d, 1 - bias() - mantissaBits);
  }

  @Override
  public Grid grid(float min, float max) {
    return SymmetricScale.grid(min, max, -largest(), largest());
  }

  /**
   * Half to even. The power of two below a number, without looking at its bits, is algorithm 3.5 of
   * Rump, Ogita and Oishi 2008, "Accurate floating-point summation, part I"; 1.5 · 2^23 steps added
   * and subtracted again round to steps.
   */
  @Override
  public void round(float[] scaled, int length, int zeroPoint, float[] levels) {
    float max = largest();
    float minNormal = minNormal();
    float steps = roundingFactor();
    for (int i = 0; i < length; i++) {
      float clipped = Math.max(-max, Math.min(max, scaled[i]));
      float product = POWER_FACTOR * clipped;
      float power = Math.abs(product - BELOW_ONE * product);
      float shift = Math.max(power, minNormal) * steps;
      levels[i] = (clipped + shift) - shift;
    }
  }

  @Override
  public <T> T round(T scaled, int zeroPoint, Elementwise<T> steps) {
    T clipped = steps.clip(scaled, -largest(), largest());
    T product = steps.multiply(clipped, POWER_FACTOR);
    T power = steps.abs(steps.subtract(product, steps.multiply(product, BELOW_ONE)));
    T shift = steps.multiply(steps.max(power, minNormal()), roundingFactor());
    return steps.subtract(steps.add(clipped, shift), shift);
  }

  @Override
  public String toString() {
    return name();
  }

  /** Times the power of two below a number it is 1.5 · 2^23 steps between the levels there. */
  private float roundingFactor() {
    return Math.scalb(1.5f, FLOAT_MANTISSA - mantissaBits);
  }

  private int bias() {
    return (1 << (exponentBits - 1)) - 1;
  }

  private boolean isIeee() {
    return exponentBits == 5 && mantissaBits == 2;
  }

  private boolean hasNan() {
    return bits() == MAX_BITS && (exponentBits == 3 || exponentBits == 4);
  }
}
