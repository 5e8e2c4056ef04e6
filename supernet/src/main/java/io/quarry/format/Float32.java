package io.quarry.format;

/** IEEE 754 single precision: no quantization. */
public record Float32() implements NumberFormat {

  @Override
  public String name() {
    return "float32";
  }

  @Override
  public int bits() {
    return Float.SIZE;
  }

  @Override
  public Lowering lowering() {
    return Lowering.EXACT;
  }

  @Override
  public long levelCount() {
    return 2L * Float.floatToRawIntBits(Float.MAX_VALUE) + 1;
  }

  @Override
  public double min() {
    return -Float.MAX_VALUE;
  }

  @Override
  public double max() {
    return Float.MAX_VALUE;
  }

  @Override
  public double smallestStep() {
    return Float.MIN_VALUE;
  }

  @Override
  public String source() {
    return "IEEE 754";
  }

  @Override
  public String toString() {
    return name();
  }
}
