package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.format.Grid;
import io.quarry.format.IntegerFormat;
import io.quarry.format.Quantizer;
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
 * activation scale times weight scale. Any other layer computes in float32, perhaps with weights or
 * activations that were rounded to their format before.
 */
public final class QuantizedLayer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Biases stay below it, so that a sum of products does not overflow 32 bits. */
  private static final float MAX_BIAS = 0x1p30f;

  private final FoldedLayer folded;
  private final LayerFormats formats;
  private final Quantizer input;
  private final Quantizer weightQuantizer;
  private final byte[] codes;
  private final int[] integerBias;

  private QuantizedLayer(
      FoldedLayer folded,
      LayerFormats formats,
      Quantizer input,
      Quantizer weightQuantizer,
      byte[] codes,
      int[] integerBias) {
    this.folded = folded;
    this.formats = formats;
    this.input = input;
    this.weightQuantizer = weightQuantizer;
    this.codes = codes;
    this.integerBias = integerBias;
  }

  /** Brings a layer into its formats. */
  static QuantizedLayer of(
      Layer layer, LayerFormats formats, Calibration calibration, PolicySettings settings) {
    FoldedLayer folded = calibration.folded().layer(layer.name());
    Quantizer input =
        formats.activations() instanceof IntegerFormat format
            ? calibration.activations(layer.input(), format, settings)
            : null;
    if (!(formats.weights() instanceof IntegerFormat format)) {
      return new QuantizedLayer(folded, formats, input, null, new byte[0], new int[0]);
    }
    Quantizer weights = calibration.weights(layer.name(), format, settings);
    if (!isInteger(formats, weights)) {
      byte[] codes = weights.quantize(folded.weights());
      return new QuantizedLayer(folded, formats, input, weights, codes, new int[0]);
    }
    float activationScale = input.grid(0).scale();
    weights = withRoomForBias(weights, folded.bias(), activationScale);
    byte[] codes = weights.quantize(folded.weights());
    int[] bias = integerBias(weights, folded.bias(), activationScale);
    return new QuantizedLayer(folded, formats, input, weights, codes, bias);
  }

  /** The layer. */
  public Layer layer() {
    return folded.layer();
  }

  /** Its formats. */
  public LayerFormats formats() {
    return formats;
  }

  /** What brings its input into the format of its activations; empty where that is float32. */
  public Optional<Quantizer> input() {
    return Optional.ofNullable(input);
  }

  /** The grids of its weights; empty where they are float32. */
  public Optional<Quantizer> weightQuantizer() {
    return Optional.ofNullable(weightQuantizer);
  }

  /** The codes of its weights, ordered as the weights; none where they are float32. */
  public byte[] codes() {
    return codes;
  }

  /** The weights as numbers, rounded to their format. */
  public float[] weights() {
    return weightQuantizer == null ? folded.weights() : weightQuantizer.dequantize(codes);
  }

  /**
   * Whether it computes in integers: both formats are integers, and the weights' zero point is one
   * for all channels, which is what kernels for integers ask for.
   */
  public boolean isInteger() {
    return weightQuantizer != null && isInteger(formats, weightQuantizer);
  }

  /** The bias of an integer layer in units of {@link #accumulatorScale}; else empty. */
  public int[] integerBias() {
    return integerBias;
  }

  /** The bias as numbers, one an output channel. */
  public float[] bias() {
    return folded.bias();
  }

  /** Of an integer layer: what one unit of a channel's sum stands for. */
  public float accumulatorScale(int channel) {
    return input.grid(0).scale() * weightQuantizer.grid(channel).scale();
  }

  private static boolean isInteger(LayerFormats formats, Quantizer weights) {
    boolean oneZeroPoint =
        weights.format().offset() == IntegerFormat.Offset.SYMMETRIC || !weights.isPerChannel();
    return formats.areIntegers() && oneZeroPoint;
  }

  /** Widens the grid of a channel whose weights are so small that its bias would overflow. */
  private static Quantizer withRoomForBias(Quantizer weights, float[] bias, float activationScale) {
    float[] least = new float[weights.grids().size()];
    for (int channel = 0; channel < bias.length; channel++) {
      int grid = least.length == 1 ? 0 : channel;
      least[grid] = Math.max(least[grid], Math.abs(bias[channel]) / activationScale / MAX_BIAS);
    }
    List<Grid> grids = new ArrayList<>(least.length);
    for (int i = 0; i < least.length; i++) {
      Grid grid = weights.grids().get(i);
      grids.add(grid.scale() >= least[i] ? grid : new Grid(least[i], grid.zeroPoint()));
    }
    return new Quantizer(weights.format(), grids);
  }

  private static int[] integerBias(Quantizer weights, float[] bias, float activationScale) {
    int[] integers = new int[bias.length];
    for (int channel = 0; channel < bias.length; channel++) {
      double unit = activationScale * weights.grid(channel).scale();
      integers[channel] = Math.toIntExact(Math.round(bias[channel] / unit));
    }
    return integers;
  }
}
