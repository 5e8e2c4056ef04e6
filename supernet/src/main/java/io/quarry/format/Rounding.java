package io.quarry.format;

import java.io.Serializable;
import java.util.List;

/**
 * A format with its grids, one for a whole tensor or one for each channel of its first axis: rounds
 * numbers to the format and leaves them numbers. Immutable.
 *
 * <p>Every method costs some passes over blocks that stay in the processor's first cache; all loops
 * but those of table look-ups vectorise.
 *
 * @param format of the levels
 * @param grids one, or one for each channel
 */
public record Rounding(LevelFormat format, List<Grid> grids) implements Serializable {

  /** Elements of a block. */
  static final int BLOCK = 512;

  /** Beyond the range: any excess times it is 1 or more. */
  private static final float HUGE = 0x1p127f;

  public Rounding {
    grids = List.copyOf(grids);
    if (grids.isEmpty()) {
      throw new IllegalArgumentException("A rounding needs a grid");
    }
  }

  /** One grid for the whole tensor. */
  public static Rounding perTensor(LevelFormat format, Grid grid) {
    return new Rounding(format, List.of(grid));
  }

  /** Whether a gradient reaches numbers beyond the range. */
  public enum Beyond {
    /** Not: LSQ, PACT, and the derivative of clipping. */
    STOPS,
    /** As if they were inside: FLIQS, and APoT for weights. */
    PASSES
  }

  /**
   * The gradient of a grid's parameters.
   *
   * @param scale of the scale
   * @param offset of the number that the smallest code stands for, β in LSQ+; 0 without one
   */
  public record ParameterGradient(double scale, double offset) {
    /** Both sums. */
    public ParameterGradient plus(ParameterGradient other) {
      return new ParameterGradient(scale + other.scale, offset + other.offset);
    }
  }

  /**
   * Numbers, rounded.
   *
   * @param values channel after channel, all of one length
   */
  public float[] round(float[] values) {
    float[] rounded = new float[values.length];
    int length = values.length / grids.size();
    for (int channel = 0; channel < grids.size(); channel++) {
      int from = channel * length;
      round(format, grids.get(channel), values, from, from + length, rounded);
    }
    return rounded;
  }

  /**
   * Rounds a slice: {@code scale · level(x / scale)}.
   *
   * @param from first index, included
   * @param to last index, excluded
   * @param rounded gets the numbers, at the same indices; may be {@code values}
   */
  public static void round(
      LevelFormat format, Grid grid, float[] values, int from, int to, float[] rounded) {
    float scale = grid.scale();
    float[] block = new float[Math.min(BLOCK, to - from)];
    for (int start = from; start < to; start += BLOCK) {
      int length = Math.min(BLOCK, to - start);
      System.arraycopy(values, start, block, 0, length);
      divide(block, length, scale);
      format.round(block, length, grid.zeroPoint(), block);
      multiply(block, length, scale);
      System.arraycopy(block, 0, rounded, start, length);
    }
  }

  /**
   * The straight-through gradients of {@link #round}: rounding counts as the identity, clipping as
   * what it is.
   *
   * <ul>
   *   <li>Of a number: the output's where it is inside the range; beyond it as {@code beyond} says.
   *   <li>Of the scale: {@code level(x/s) − x/s} inside, the last level beyond. Esser et al. 2020,
   *       "Learned Step Size Quantization", equation 3, for whatever levels. Where an offset is
   *       learned, which then stays where it is, the last level as counted from the smallest:
   *       Bhalgat et al. 2020, "LSQ+", equation 4.
   *   <li>Of the offset: 0 inside, 1 beyond. LSQ+, equation 5.
   * </ul>
   *
   * <p>The ends of the range count as inside. Sums are of floats in lanes: relative error some 1e-6
   * of the sum of magnitudes.
   *
   * @param values as they were rounded
   * @param outputs gradient of the rounded numbers, at the same indices
   * @param inputs gets the gradient of the numbers; may be {@code outputs}
   * @return sums over the slice
   */
  public static ParameterGradient backward(
      LevelFormat format,
      Grid grid,
      Beyond beyond,
      float[] values,
      float[] outputs,
      int from,
      int to,
      float[] inputs) {
    Backward pass = new Backward(format, grid, beyond, Math.min(BLOCK, to - from));
    for (int start = from; start < to; start += BLOCK) {
      pass.block(values, outputs, start, Math.min(BLOCK, to - start), inputs);
    }
    double scale = format.isScaled() ? sum(pass.scaleSums) : 0;
    double offset = format.hasOffset() ? sum(pass.offsetSums) : 0;
    return new ParameterGradient(scale, offset);
  }

  static void divide(float[] values, int length, float divisor) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] / divisor;
    }
  }

  private static void multiply(float[] values, int length, float factor) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] * factor;
    }
  }

  static double sum(float[] sums) {
    double total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }

  /** One backward pass and its blocks. */
  private static final class Backward {
    private final LevelFormat format;
    private final Grid grid;
    private final float passed;
    private final float[] scaled;
    private final float[] levels;
    private final float[] gradients;
    private final float[] scaleSums;
    private final float[] offsetSums;

    Backward(LevelFormat format, Grid grid, Beyond beyond, int width) {
      this.format = format;
      this.grid = grid;
      this.passed = beyond == Beyond.PASSES ? 1 : 0;
      this.scaled = new float[width];
      this.levels = new float[width];
      this.gradients = new float[width];
      this.scaleSums = new float[width];
      this.offsetSums = new float[width];
    }

    void block(float[] values, float[] outputs, int start, int length, float[] inputs) {
      System.arraycopy(values, start, scaled, 0, length);
      System.arraycopy(outputs, start, gradients, 0, length);
      divide(scaled, length, grid.scale());
      format.round(scaled, length, grid.zeroPoint(), levels);
      float low = format.minLevel(grid.zeroPoint());
      float high = format.maxLevel(grid.zeroPoint());
      float origin = format.hasOffset() ? low : 0;
      add(scaled, levels, gradients, length, low, high, origin, scaleSums, offsetSums, passed);
      System.arraycopy(gradients, 0, inputs, start, length);
    }

    /** Adds to the sums and turns the gradients of outputs into those of inputs. */
    private static void add(
        float[] scaled,
        float[] levels,
        float[] gradients,
        int length,
        float low,
        float high,
        float origin,
        float[] scaleSums,
        float[] offsetSums,
        float passed) {
      for (int i = 0; i < length; i++) {
        float x = scaled[i];
        float clipped = Math.max(low, Math.min(high, x));
        float outside = Math.min(Math.abs(x - clipped) * HUGE, 1);
        float inside = 1 - outside;
        float gradient = gradients[i];
        scaleSums[i] += gradient * (levels[i] - inside * clipped - outside * origin);
        offsetSums[i] += gradient * outside;
        gradients[i] = gradient * (inside + outside * passed);
      }
    }
  }
}
