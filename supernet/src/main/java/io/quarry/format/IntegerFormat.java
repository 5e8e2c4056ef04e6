package io.quarry.format;

import java.util.Objects;

/**
 * Integers of 2 to 8 bits on a uniform grid: the number of code q is {@code scale · (q − zero
 * point)}.
 *
 * <p>Signed codes are −2^(b−1) … 2^(b−1)−1 (the whole range, not the restricted one without its
 * smallest code), unsigned codes 0 … 2^b−1. The zero point of a symmetric format is 0: a signed one
 * then covers both signs, an unsigned one only numbers ≥ 0. The zero point of an affine format is
 * any code. Nagel et al. 2021, "A White Paper on Neural Network Quantization", section 2.2.
 *
 * @param bits 2 to 8
 * @param sign whether codes may be negative
 * @param offset whether the zero point may move
 */
public record IntegerFormat(int bits, Sign sign, Offset offset) implements CodeFormat {
  static final int MIN_BITS = 2;
  static final int MAX_BITS = 8;

  /** Whether codes may be negative. */
  public enum Sign {
    SIGNED,
    UNSIGNED
  }

  /** Whether the zero point may move. */
  public enum Offset {
    SYMMETRIC,
    AFFINE
  }

  public IntegerFormat {
    Objects.requireNonNull(sign, "sign");
    Objects.requireNonNull(offset, "offset");
    if (bits < MIN_BITS || bits > MAX_BITS) {
      throw new IllegalArgumentException(
          "An integer format has %d to %d bits, not %d".formatted(MIN_BITS, MAX_BITS, bits));
    }
  }

  /** Signed and symmetric, {@code int4}: the usual format of weights. */
  public static IntegerFormat signed(int bits) {
    return new IntegerFormat(bits, Sign.SIGNED, Offset.SYMMETRIC);
  }

  /** Unsigned and affine, {@code uint4}: the usual format of activations. */
  public static IntegerFormat unsigned(int bits) {
    return new IntegerFormat(bits, Sign.UNSIGNED, Offset.AFFINE);
  }

  @Override
  public String name() {
    if (sign == Sign.SIGNED) {
      return "int" + bits + (offset == Offset.AFFINE ? "-affine" : "");
    }
    return "uint" + bits + (offset == Offset.SYMMETRIC ? "-symmetric" : "");
  }

  @Override
  public String source() {
    return "Nagel et al. 2021, A White Paper on Neural Network Quantization";
  }

  @Override
  public boolean hasOffset() {
    return offset == Offset.AFFINE;
  }

  @Override
  public int minCode() {
    return sign == Sign.SIGNED ? -(1 << (bits - 1)) : 0;
  }

  @Override
  public int maxCode() {
    return minCode() + (1 << bits) - 1;
  }

  /**
   * The grid for numbers of a range, which is widened to include 0.
   *
   * <p>Symmetric: the smallest scale at which no end of the range is clipped (an unsigned format
   * clips what is negative). Affine: scale = (max − min) / (2^b − 1), and the zero point is the
   * code nearest to where 0 lies, so 0 is exact and each end is clipped by at most half a step. An
   * empty range gets scale 1.
   */
  @Override
  public Grid grid(float min, float max) {
    if (offset == Offset.SYMMETRIC) {
      return SymmetricScale.grid(min, max, minCode(), maxCode());
    }
    double low = Math.min(min, 0);
    double high = Math.max(max, 0);
    double step = (high - low) / (maxCode() - minCode());
    if (step == 0) {
      return new Grid(1, 0);
    }
    return learned(Math.max((float) step, SymmetricScale.MIN), (float) low);
  }

  /**
   * The grid of a scale and the number that the smallest code is to stand for, moved by at most
   * half a step so that 0 is exact: what the offset β of LSQ+ (Bhalgat et al. 2020, equation 3)
   * becomes in integers. Symmetric formats take no offset.
   *
   * @param scale positive and finite
   * @param offset finite
   */
  public Grid learned(float scale, float offset) {
    if (this.offset == Offset.SYMMETRIC) {
      return new Grid(scale, 0);
    }
    long zero = minCode() + Math.round(-(double) offset / scale);
    return new Grid(scale, (int) Math.max(minCode(), Math.min(maxCode(), zero)));
  }

  @Override
  public String toString() {
    return name();
  }
}
