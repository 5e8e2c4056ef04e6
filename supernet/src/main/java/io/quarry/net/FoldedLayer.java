package io.quarry.net;

import io.quarry.arch.Layer;
import java.io.Serializable;

/**
 * A layer with its batch normalization folded into weights and bias. Immutable by agreement: the
 * arrays are not copied, and no one writes to them.
 */
public final class FoldedLayer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Layer layer;
  private final float[] weights;
  private final float[] bias;

  /**
   * Wraps weights and bias.
   *
   * @param layer whose they are
   * @param weights OIHW; a depthwise layer's [C, 1, k, k]; a dense layer's [out, in]
   * @param bias one an output channel
   */
  public FoldedLayer(Layer layer, float[] weights, float[] bias) {
    if (weights.length != layer.weights() || bias.length != layer.outputChannels()) {
      throw new IllegalArgumentException(
          "Layer %s: %d weights and %d biases do not fit"
              .formatted(layer.name(), weights.length, bias.length));
    }
    this.layer = layer;
    this.weights = weights;
    this.bias = bias;
  }

  /** The layer. */
  public Layer layer() {
    return layer;
  }

  /** The weights themselves, not a copy: OIHW, or [out, in]. */
  public float[] weights() {
    return weights;
  }

  /** The biases themselves, not a copy: one an output channel. */
  public float[] bias() {
    return bias;
  }
}
