package io.quarry.format;

/**
 * The upper half of a float32: 8 exponent and 7 mantissa bits. Its range needs no scale. Rounded
 * half to even; what float32 rounds to infinity is clipped to the largest number. Intel 2018,
 * "BFLOAT16 Hardware Numerics Definition"; here with subnormals, as ONNX Runtime has them.
 */
public record BFloat16() implements LevelFormat {
  private static final float MAX = 0x1.fep127f;
  private static final int LOST_BITS = 16;
  private static final int LARGEST = Float.floatToRawIntBits(MAX) >>> LOST_BITS;

  @Override
  public String name() {
    return "bf16";
  }

  @Override
  public int bits() {
    return Float.SIZE - LOST_BITS;
  }

  @Override
  public Lowering lowering() {
    return Lowering.SIMULATED;
  }

  @Override
  public String source() {
    return "Intel 2018, BFLOAT16 Hardware Numerics Definition";
  }

  @Override
  public double[] levels() {
    double[] levels = new double[2 * LARGEST + 1];
    for (int i = 1; i <= LARGEST; i++) {
      float level = Float.intBitsToFloat(i << LOST_BITS);
      levels[LARGEST + i] = level;
      levels[LARGEST - i] = -level;
    }
    return levels;
  }

  @Override
  public float minLevel(int zeroPoint) {
    return -MAX;
  }

  @Override
  public float maxLevel(int zeroPoint) {
    return MAX;
  }

  @Override
  public double smallestStep() {
    return Float.intBitsToFloat(1 << LOST_BITS);
  }

  @Override
  public boolean isScaled() {
    return false;
  }

  @Override
  public Grid grid(float min, float max) {
    return new Grid(1, 0);
  }

  @Override
  public void round(float[] scaled, int length, int zeroPoint, float[] levels) {
    for (int i = 0; i < length; i++) {
      int bits = Float.floatToRawIntBits(Math.max(-MAX, Math.min(MAX, scaled[i])));
      int even = (bits >>> LOST_BITS) & 1;
      levels[i] = Float.intBitsToFloat((bits + 0x7FFF + even) & 0xFFFF0000);
    }
  }

  @Override
  public <T> T round(T scaled, int zeroPoint, Elementwise<T> steps) {
    return steps.clip(steps.bfloat16(scaled), -MAX, MAX);
  }

  @Override
  public String toString() {
    return name();
  }
}
