package io.quarry.onnx;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.format.CodeFormat;
import io.quarry.format.Grid;
import io.quarry.format.Quantizer;
import io.quarry.quantize.QuantizedLayer;
import io.quarry.quantize.QuantizedNetwork;
import java.util.Arrays;
import java.util.Optional;

/**
 * A quantized network in plain loops over one image (CHW). Integer layers sum codes in int32 and
 * requantize by a float factor, half to even, saturating, as ONNX's QLinearConv defines it; all
 * else is computed in floats as {@link QuantizedNetwork} says.
 */
final class IntegerReference {
  private final QuantizedNetwork quantized;
  private final Network network;

  IntegerReference(QuantizedNetwork quantized) {
    this.quantized = quantized;
    this.network = quantized.network();
  }

  float[] logits(float[] image) {
    float[][] stored = new float[network.nodes().size()][];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = output(i, stored, image);
    }
    return stored[stored.length - 1];
  }

  private float[] output(int index, float[][] stored, float[] image) {
    Node node = network.nodes().get(index);
    Optional<Quantizer> carrier = quantized.carrier(index);
    float[] input = stored(stored, image, node.inputs().get(0));
    if (node instanceof Layer layer) {
      QuantizedLayer weights = quantized.layer(layer);
      if (weights.isInteger()) {
        return integerLayer(weights, input, carrier);
      }
      float[] rounded =
          weights
              .input()
              .map(q -> rounded(q, input))
              .or(() -> weights.inputRounding().map(rounding -> rounding.round(input)))
              .orElse(input);
      return PlainForward.layer(layer, weights.weights(), weights.bias(), rounded);
    }
    float[] values = combined(node, input, stored, image);
    return carrier.map(q -> rounded(q, values)).orElse(values);
  }

  private static float[] combined(Node node, float[] input, float[][] stored, float[] image) {
    if (node instanceof Add add) {
      return PlainForward.add(input, stored(stored, image, add.right()), add.relu());
    }
    if (node instanceof Gate gate) {
      return PlainForward.gate(input, stored(stored, image, gate.factors()));
    }
    return PlainForward.mean(input, ((GlobalAveragePool) node).in());
  }

  private static float[] stored(float[][] stored, float[] image, int node) {
    return node == Node.INPUT ? image : stored[node];
  }

  private static float[] rounded(Quantizer quantizer, float[] values) {
    float[] rounded = new float[values.length];
    int[] codes = codes(quantizer, values);
    Grid grid = quantizer.grid(0);
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = grid.scale() * (codes[i] - grid.zeroPoint());
    }
    return rounded;
  }

  private static int[] codes(Quantizer quantizer, float[] values) {
    int[] codes = new int[values.length];
    Grid grid = quantizer.grid(0);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = saturate(quantizer.format(), Math.rint(values[i] / grid.scale()), grid);
    }
    return codes;
  }

  private static int saturate(CodeFormat format, double steps, Grid grid) {
    double code = steps + grid.zeroPoint();
    return (int) Math.max(format.minCode(), Math.min(format.maxCode(), code));
  }

  private static float[] integerLayer(
      QuantizedLayer layer, float[] input, Optional<Quantizer> carrier) {
    Quantizer quantizer = layer.input().orElseThrow();
    int[] x = codes(quantizer, input);
    for (int i = 0; i < x.length; i++) {
      x[i] -= quantizer.grid(0).zeroPoint();
    }
    int[] w = centredWeights(layer);
    int[] sums =
        layer.layer() instanceof Conv conv
            ? convolution(conv, w, layer.integerBias(), x)
            : dense((Dense) layer.layer(), w, layer.integerBias(), x);
    return requantized(layer, sums, activation(layer.layer()), carrier);
  }

  private static Activation activation(Layer layer) {
    if (layer instanceof Dense dense) {
      return dense.activation();
    }
    return ((Conv) layer).relu() ? Activation.RELU : Activation.NONE;
  }

  private static int[] centredWeights(QuantizedLayer layer) {
    Quantizer quantizer = layer.weightQuantizer().orElseThrow();
    byte[] codes = layer.codes();
    int[] centred = new int[codes.length];
    int length = layer.layer().weightsPerChannel();
    for (int i = 0; i < centred.length; i++) {
      int code = quantizer.code(codes[i]) - quantizer.grid(i / length).zeroPoint();
      centred[i] = code << layer.fractionBits();
    }
    return centred;
  }

  private static float[] requantized(
      QuantizedLayer layer, int[] sums, Activation activation, Optional<Quantizer> carrier) {
    float[] values = new float[sums.length];
    int area = sums.length / layer.layer().outputChannels();
    for (int i = 0; i < values.length; i++) {
      float unit = layer.accumulatorScale(i / area);
      if (carrier.isPresent()) {
        Grid grid = carrier.get().grid(0);
        double steps = Math.rint(sums[i] * (unit / grid.scale()));
        double clipped =
            switch (activation) {
              case NONE -> steps;
              case RELU -> Math.max(0, steps);
              case HARD_SIGMOID -> Math.max(0, Math.min(Math.rint(1 / grid.scale()), steps));
            };
        int code = saturate(carrier.get().format(), clipped, grid);
        values[i] = grid.scale() * (code - grid.zeroPoint());
      } else {
        values[i] = PlainForward.activated(activation, sums[i] * unit);
      }
    }
    return values;
  }

  private static int[] convolution(Conv conv, int[] weights, int[] bias, int[] input) {
    Shape out = conv.output();
    int area = out.height() * out.width();
    int k = conv.kernel();
    int channels = conv.channelsPerFilter();
    int[] sums = new int[out.elements()];
    for (int o = 0; o < out.channels(); o++) {
      Arrays.fill(sums, o * area, (o + 1) * area, bias[o]);
      for (int tap = 0; tap < channels * k * k; tap++) {
        int channel = (conv.depthwise() ? o : 0) + tap / (k * k);
        int weight = weights[o * channels * k * k + tap];
        addTap(conv, weight, tap % (k * k), input, channel, sums, o * area);
      }
    }
    return sums;
  }

  /** Adds what one weight of a kernel contributes to all of an output channel. */
  private static void addTap(
      Conv conv, int weight, int tap, int[] input, int channel, int[] sums, int from) {
    Shape in = conv.in();
    Shape out = conv.output();
    int stride = conv.stride();
    int down = tap / conv.kernel() - conv.kernel() / 2;
    int right = tap % conv.kernel() - conv.kernel() / 2;
    for (int y = 0; y < out.height(); y++) {
      int row = y * stride + down;
      if (row < 0 || row >= in.height()) {
        continue;
      }
      int base = (channel * in.height() + row) * in.width();
      for (int x = 0; x < out.width(); x++) {
        int column = x * stride + right;
        if (column >= 0 && column < in.width()) {
          sums[from + y * out.width() + x] += weight * input[base + column];
        }
      }
    }
  }

  private static int[] dense(Dense dense, int[] weights, int[] bias, int[] input) {
    int[] output = new int[dense.outputChannels()];
    for (int o = 0; o < output.length; o++) {
      int sum = bias[o];
      for (int i = 0; i < input.length; i++) {
        sum += weights[o * input.length + i] * input[i];
      }
      output[o] = sum;
    }
    return output;
  }
}
