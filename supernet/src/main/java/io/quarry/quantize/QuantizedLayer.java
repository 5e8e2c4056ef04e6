package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.format.CodeFormat;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Quantizer;
import io.quarry.format.Rounding;
import io.quarry.net.FoldedLayer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One layer in its formats. Immutable by agreement: arrays are not copied, and no one writes to
 * them.
 *
 * <p>An <em>integer</em> layer multiplies codes and sums in int32, its bias an integer in units of
 * activation scale times weight scale, divided by 2^{@link #fractionBits}: with few bits that
 * product is a large step, and what biases lose by it costs more than all other rounding. Any other
 * layer computes in float32, perhaps with weights or activations that were rounded to their format
 * before.
 */
public final class QuantizedLayer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Biases stay below it, so that a sum of products does not overflow 32 bits. */
  private static final float MAX_BIAS = 0x1p30f;

  private final FoldedLayer folded;
  private final LayerFormats formats;
  private final List<Grid> inputGrid;
  private final List<Grid> weightGrids;
  private final float[] weights;
  private final byte[] codes;
  private final int[] integerBias;
  private final int fractionBits;

  private QuantizedLayer(
      FoldedLayer folded,
      LayerFormats formats,
      List<Grid> inputGrid,
      List<Grid> weightGrids,
      int[] integerBias,
      int fractionBits) {
    this.folded = folded;
    this.formats = formats;
    this.inputGrid = inputGrid;
    this.weightGrids = weightGrids;
    this.integerBias = integerBias;
    this.fractionBits = fractionBits;
    Optional<Quantizer> quantizer = weightQuantizer();
    this.codes = quantizer.map(known -> known.quantize(folded.weights())).orElse(new byte[0]);
    this.weights =
        quantizer
            .map(known -> known.dequantize(codes))
            .or(() -> weightRounding().map(known -> known.round(folded.weights())))
            .orElse(folded.weights());
  }

  /** Brings a layer into its formats. */
  static QuantizedLayer of(
      Layer layer, LayerFormats formats, Calibration calibration, PolicySettings settings) {
    FoldedLayer folded = calibration.folded().layer(layer.name());
    List<Grid> input =
        formats.activations() instanceof LevelFormat format
            ? List.of(calibration.activations(layer.input(), format, settings))
            : List.of();
    List<Grid> weights =
        formats.weights() instanceof LevelFormat format
            ? calibration.weights(layer.name(), format, settings)
            : List.of();
    if (!isInteger(formats, weights)) {
      return new QuantizedLayer(folded, formats, input, weights, new int[0], 0);
    }
    float activationScale = input.get(0).scale();
    weights = withRoomForBias(weights, folded.bias(), activationScale);
    int bits = FractionBits.of(formats, weights, folded.bias(), activationScale, MAX_BIAS);
    int[] bias = integerBias(weights, folded.bias(), Math.scalb(activationScale, -bits));
    return new QuantizedLayer(folded, formats, input, weights, bias, bits);
  }

  /** The layer. */
  public Layer layer() {
    return folded.layer();
  }

  /** Its formats. */
  public LayerFormats formats() {
    return formats;
  }

  /** What turns its input into codes; empty where its activations have a format without. */
  public Optional<Quantizer> input() {
    return formats.activations() instanceof CodeFormat format
        ? Optional.of(new Quantizer(format, inputGrid))
        : Optional.empty();
  }

  /**
   * What rounds its input to a format that is simulated; empty where its activations are codes or
   * float32.
   */
  public Optional<Rounding> inputRounding() {
    return rounding(formats.activations(), inputGrid);
  }

  /** The grids of its weights' codes; empty where their format has no codes. */
  public Optional<Quantizer> weightQuantizer() {
    return formats.weights() instanceof CodeFormat format
        ? Optional.of(new Quantizer(format, weightGrids))
        : Optional.empty();
  }

  /** The codes of its weights, ordered as the weights; none where their format has no codes. */
  public byte[] codes() {
    return codes;
  }

  /** The weights as numbers, rounded to their format. */
  public float[] weights() {
    return weights;
  }

  /**
   * Whether it computes in integers: both formats are codes, and the weights' zero point is one for
   * all channels, which is what kernels for integers ask for.
   */
  public boolean isInteger() {
    return isInteger(formats, weightGrids);
  }

  /** The bias of an integer layer in units of {@link #accumulatorScale}; else empty. */
  public int[] integerBias() {
    return integerBias;
  }

  /**
   * Of an integer layer: how many bits further left the codes of its weights are multiplied, their
   * scale as much smaller, so that a unit of the sum is finer. The products are the same numbers.
   */
  public int fractionBits() {
    return fractionBits;
  }

  /** The bias as numbers, one an output channel. */
  public float[] bias() {
    return folded.bias();
  }

  /** Of an integer layer: what one unit of a channel's sum stands for. */
  public float accumulatorScale(int channel) {
    float unit = inputGrid.get(0).scale() * grid(weightGrids, channel).scale();
    return Math.scalb(unit, -fractionBits);
  }

  private Optional<Rounding> weightRounding() {
    return rounding(formats.weights(), weightGrids);
  }

  private static Optional<Rounding> rounding(NumberFormat format, List<Grid> grids) {
    return format instanceof LevelFormat levels && !(format instanceof CodeFormat)
        ? Optional.of(new Rounding(levels, grids))
        : Optional.empty();
  }

  private static boolean isInteger(LayerFormats formats, List<Grid> weights) {
    return formats.areIntegers()
        && (!((CodeFormat) formats.weights()).hasOffset() || weights.size() == 1);
  }

  private static Grid grid(List<Grid> grids, int channel) {
    return grids.get(grids.size() == 1 ? 0 : channel);
  }

  /** Widens the grid of a channel whose weights are so small that its bias would overflow. */
  private static List<Grid> withRoomForBias(
      List<Grid> weights, float[] bias, float activationScale) {
    float[] least = new float[weights.size()];
    for (int channel = 0; channel < bias.length; channel++) {
      int grid = least.length == 1 ? 0 : channel;
      least[grid] = Math.max(least[grid], Math.abs(bias[channel]) / activationScale / MAX_BIAS);
    }
    List<Grid> grids = new ArrayList<>(least.length);
    for (int i = 0; i < least.length; i++) {
      Grid grid = weights.get(i);
      grids.add(grid.scale() >= least[i] ? grid : new Grid(least[i], grid.zeroPoint()));
    }
    return List.copyOf(grids);
  }

  private static int[] integerBias(List<Grid> weights, float[] bias, float activationScale) {
    int[] integers = new int[bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      double unit = activationScale * grid(weights, channel).scale();
      integers[channel] = Math.toIntExact(Math.round(bias[channel] / unit));
    }
    return integers;
  }
}
