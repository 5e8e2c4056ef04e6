package io.quarry.score;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.LevelFormat;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import java.io.Serializable;

/**
 * What a network costs in the formats of a policy: a pure function of both.
 *
 * <p>The size of a layer is the sum of
 *
 * <ul>
 *   <li>its weights, packed: ⌈weights · bits / 8⌉;
 *   <li>of weights that have a scale, 4 bytes a scale and, where affine, 1 byte a zero point: one
 *       of each an output channel or a layer, as the granularity has it;
 *   <li>its biases, 4 bytes each.
 * </ul>
 *
 * @param macs multiply-accumulates for one image
 * @param bops bit operations for one image: Σ MAC · weight bits · activation bits, where float32
 *     counts 32
 * @param sizeBytes of all layers
 */
public record Costs(long macs, long bops, long sizeBytes) implements Serializable {
  private static final int SCALE_BYTES = Float.BYTES;
  private static final int BIAS_BYTES = 4;

  /** The costs of a network. */
  public static Costs of(Network network, Policy policy, Granularity granularity) {
    long macs = 0;
    long bops = 0;
    long sizeBytes = 0;
    for (Layer layer : network.layers()) {
      LayerFormats formats = policy.of(layer);
      macs += layer.macs();
      bops += layer.macs() * formats.weights().bits() * formats.activations().bits();
      sizeBytes += sizeBytes(layer, formats, granularity);
    }
    return new Costs(macs, bops, sizeBytes);
  }

  private static long sizeBytes(Layer layer, LayerFormats formats, Granularity granularity) {
    long weightBits = layer.weights() * formats.weights().bits();
    long bytes = (weightBits + Byte.SIZE - 1) / Byte.SIZE;
    bytes += (long) BIAS_BYTES * layer.outputChannels();
    if (formats.weights() instanceof LevelFormat format && format.isScaled()) {
      long grids = granularity.grids(layer.outputChannels());
      bytes += grids * (SCALE_BYTES + (format.hasOffset() ? 1 : 0));
    }
    return bytes;
  }
}
