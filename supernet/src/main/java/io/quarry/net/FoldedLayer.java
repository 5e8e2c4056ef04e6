package io.quarry.net;

import io.quarry.arch.Activation;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Layer;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A layer with its own weights and bias, batch normalization folded into both:
 *
 * <pre>W' = γ W / √(σ² + ε),  b' = β − γ µ / √(σ² + ε)</pre>
 *
 * <p>(Jacob et al. 2018, equation 14, with the shift.) The line of a hard sigmoid is folded
 * likewise, so that of the activation only the clipping to [0, 1] is left, which codes do by
 * themselves:
 *
 * <pre>W' = W / 6,  b' = b / 6 + 1/2</pre>
 *
 * <p>Immutable by agreement: its arrays are not copied.
 */
public final class FoldedLayer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Layer layer;
  private final float[] weights;
  private final float[] bias;

  /**
   * A layer and its numbers.
   *
   * @param layer what computes with them
   * @param weights [outputs, inputs of a filter, kernel, kernel], the classifier's [outputs,
   *     inputs]; flat, the last dimension varying fastest
   * @param bias [outputs]
   */
  public FoldedLayer(Layer layer, float[] weights, float[] bias) {
    if (weights.length != layer.weights() || bias.length != layer.outputChannels()) {
      throw new IllegalArgumentException(
          "Layer %s has %d weights and %d outputs, not %d and %d"
              .formatted(
                  layer.name(),
                  layer.weights(),
                  layer.outputChannels(),
                  weights.length,
                  bias.length));
    }
    this.layer = layer;
    this.weights = weights;
    this.bias = bias;
  }

  /** The layer. */
  public Layer layer() {
    return layer;
  }

  /** [outputs, inputs of a filter, kernel, kernel] or [outputs, inputs], flat; not a copy. */
  public float[] weights() {
    return weights;
  }

  /** [outputs]; not a copy. */
  public float[] bias() {
    return bias;
  }

  static FoldedLayer fold(Layer layer, Parameters parameters, BatchStatistics statistics) {
    return layer instanceof Conv conv
        ? foldConv(conv, parameters, statistics)
        : foldDense((Dense) layer, parameters);
  }

  private static FoldedLayer foldConv(
      Conv conv, Parameters parameters, BatchStatistics statistics) {
    WeightSlice slice = WeightSlice.of(conv, parameters);
    float[] shared = parameters.value(conv.name() + Parameters.WEIGHT);
    double[] factors = factors(conv, parameters, statistics);
    float[] beta = parameters.value(conv.name() + Parameters.SHIFT);
    float[] mu = statistics.mean(conv);
    float[] bias = new float[conv.outChannels()];
    float[] weights = slice.gather(shared);
    int perChannel = conv.weightsPerChannel();
    for (int c = 0; c < bias.length; c++) {
      double factor = factors[c];
      bias[c] = (float) (beta[c] - mu[c] * factor);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        weights[i] = (float) (weights[i] * factor);
      }
    }
    return new FoldedLayer(conv, weights, bias);
  }

  /** What folding multiplies the weights of each output channel by. */
  static double[] factors(Layer layer, Parameters parameters, BatchStatistics statistics) {
    if (layer instanceof Conv conv) {
      return factors(conv, parameters, statistics);
    }
    boolean sigmoid = ((Dense) layer).activation() == Activation.HARD_SIGMOID;
    double[] factors = new double[layer.outputChannels()];
    Arrays.fill(factors, sigmoid ? Activation.HARD_SIGMOID_SLOPE : 1);
    return factors;
  }

  /** What normalization multiplies each output channel by: γ / √(σ² + ε). */
  private static double[] factors(Conv conv, Parameters parameters, BatchStatistics statistics) {
    float[] gamma = parameters.value(conv.name() + Parameters.SCALE);
    float[] variance = statistics.variance(conv);
    double[] factors = new double[conv.outChannels()];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = gamma[c] / Math.sqrt(variance[c] + (double) NetworkRunner.EPSILON);
    }
    return factors;
  }

  private static FoldedLayer foldDense(Dense dense, Parameters parameters) {
    WeightSlice slice = WeightSlice.of(dense, parameters);
    float[] weights = slice.gather(parameters.value(dense.name() + Parameters.WEIGHT));
    float[] bias =
        Arrays.copyOf(parameters.value(dense.name() + Parameters.BIAS), dense.outputChannels());
    if (dense.activation() == Activation.HARD_SIGMOID) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= Activation.HARD_SIGMOID_SLOPE;
      }
      for (int c = 0; c < bias.length; c++) {
        bias[c] = bias[c] * Activation.HARD_SIGMOID_SLOPE + Activation.HARD_SIGMOID_CENTRE;
      }
    }
    return new FoldedLayer(dense, weights, bias);
  }
}
