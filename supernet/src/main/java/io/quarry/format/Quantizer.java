package io.quarry.format;

import java.io.Serializable;
import java.util.List;

/**
 * A format of codes with its grids: one for a whole tensor, or one for each channel of its first
 * axis. Turns numbers into codes and back.
 *
 * <p>A code is kept in a byte; codes of unsigned formats above 127 wrap around and are read with
 * {@code & 0xFF}. Immutable.
 *
 * @param format of the codes
 * @param grids one, or one for each channel
 */
public record Quantizer(CodeFormat format, List<Grid> grids) implements Serializable {

  /**
   * Added and subtracted again it rounds a float below 2^22 to an integer, half to even: at this
   * magnitude a float's step is 1.
   */
  static final float ROUND = 0x1.8p23f;

  public Quantizer {
    grids = List.copyOf(grids);
    for (Grid grid : grids) {
      if (grid.zeroPoint() < format.minCode() || grid.zeroPoint() > format.maxCode()) {
        throw new IllegalArgumentException(
            "Zero point %d is no code of %s".formatted(grid.zeroPoint(), format));
      }
    }
    if (grids.isEmpty()) {
      throw new IllegalArgumentException("A quantizer needs a grid");
    }
  }

  /** One grid for the whole tensor. */
  public static Quantizer perTensor(CodeFormat format, Grid grid) {
    return new Quantizer(format, List.of(grid));
  }

  /** The grid of a channel. */
  public Grid grid(int channel) {
    return grids.get(grids.size() == 1 ? 0 : channel);
  }

  /** Whether every channel has a grid of its own. */
  public boolean isPerChannel() {
    return grids.size() > 1;
  }

  /** Whether all zero points are 0. */
  public boolean isCentred() {
    return grids.stream().allMatch(grid -> grid.zeroPoint() == 0);
  }

  /**
   * The codes of numbers: {@code round(x / scale) + zero point}, half to even, clipped to the
   * format's codes: exactly ONNX's QuantizeLinear.
   *
   * @param values channel after channel, all of one length
   */
  public byte[] quantize(float[] values) {
    float[] rounded = new float[values.length];
    byte[] codes = new byte[values.length];
    int length = values.length / grids.size();
    for (int channel = 0; channel < grids.size(); channel++) {
      Grid grid = grids.get(channel);
      int from = channel * length;
      round(values, from, from + length, grid, rounded);
      for (int i = from; i < from + length; i++) {
        codes[i] = (byte) ((int) rounded[i] + grid.zeroPoint());
      }
    }
    return codes;
  }

  /** The numbers of codes: {@code scale · (code − zero point)}. */
  public float[] dequantize(byte[] codes) {
    float[] values = new float[codes.length];
    int length = codes.length / grids.size();
    for (int channel = 0; channel < grids.size(); channel++) {
      Grid grid = grids.get(channel);
      for (int i = channel * length; i < (channel + 1) * length; i++) {
        values[i] = grid.scale() * (code(codes[i]) - grid.zeroPoint());
      }
    }
    return values;
  }

  /** The code that a byte holds. */
  public int code(byte stored) {
    return format.minCode() < 0 ? stored : stored & 0xFF;
  }

  /**
   * The sum of squared differences between numbers and what a grid makes of them, each times its
   * weight.
   *
   * @param values numbers
   * @param weights one for each number, or empty: all 1
   * @param from first index, included
   * @param to last index, excluded
   */
  public static double squaredError(
      LevelFormat format, Grid grid, float[] values, float[] weights, int from, int to) {
    return weights.length == 0
        ? SquaredError.of(format, grid, values, from, to)
        : SquaredError.weighted(format, grid, values, weights, from, to);
  }

  private void round(float[] values, int from, int to, Grid grid, float[] rounded) {
    float scale = grid.scale();
    float low = format.minCode() - grid.zeroPoint();
    float high = format.maxCode() - grid.zeroPoint();
    for (int i = from; i < to; i++) {
      float clipped = Math.max(low, Math.min(high, values[i] / scale));
      rounded[i] = (clipped + ROUND) - ROUND;
    }
  }
}
