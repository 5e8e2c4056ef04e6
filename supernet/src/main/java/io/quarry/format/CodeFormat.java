package io.quarry.format;

/**
 * A format whose levels are neighbouring integers, the codes, so that sums of products are exact in
 * integers: the number of code q is {@code scale · (q − zero point)}.
 */
public sealed interface CodeFormat extends LevelFormat permits IntegerFormat, TernaryFormat {

  /** The smallest code. */
  int minCode();

  /** The largest code. */
  int maxCode();

  @Override
  default Lowering lowering() {
    return Lowering.EXACT;
  }

  @Override
  default double[] levels() {
    double[] levels = new double[maxCode() - minCode() + 1];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = minCode() + i;
    }
    return levels;
  }

  @Override
  default float minLevel(int zeroPoint) {
    return minCode() - zeroPoint;
  }

  @Override
  default float maxLevel(int zeroPoint) {
    return maxCode() - zeroPoint;
  }

  @Override
  default double smallestStep() {
    return 1;
  }

  /** Half to even, exactly as ONNX's QuantizeLinear. */
  @Override
  default void round(float[] scaled, int length, int zeroPoint, float[] levels) {
    float low = minLevel(zeroPoint);
    float high = maxLevel(zeroPoint);
    for (int i = 0; i < length; i++) {
      float clipped = Math.max(low, Math.min(high, scaled[i]));
      levels[i] = (clipped + Quantizer.ROUND) - Quantizer.ROUND;
    }
  }

  @Override
  default <T> T round(T scaled, int zeroPoint, Elementwise<T> steps) {
    T clipped = steps.clip(scaled, minLevel(zeroPoint), maxLevel(zeroPoint));
    return steps.add(steps.add(clipped, Quantizer.ROUND), -Quantizer.ROUND);
  }
}
