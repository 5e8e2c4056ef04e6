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
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import java.util.Arrays;

/** A float network in plain loops over one image (CHW), sums in double: the slow reference. */
public final class PlainForward {
  private PlainForward() {}

  /** What each node puts out for an image, CHW. */
  public static float[][] outputs(FoldedNetwork folded, float[] image) {
    Network network = folded.network();
    float[][] outputs = new float[network.nodes().size()][];
    for (int i = 0; i < outputs.length; i++) {
      Node node = network.nodes().get(i);
      float[] input = output(outputs, image, node.inputs().get(0));
      if (node instanceof Layer layer) {
        FoldedLayer weights = folded.layer(layer.name());
        outputs[i] = layer(layer, weights.weights(), weights.bias(), input);
      } else if (node instanceof Add add) {
        outputs[i] = add(input, output(outputs, image, add.right()), add.relu());
      } else if (node instanceof Gate gate) {
        outputs[i] = gate(input, output(outputs, image, gate.factors()));
      } else if (node instanceof GlobalAveragePool pool) {
        outputs[i] = mean(input, pool.in());
      }
    }
    return outputs;
  }

  /** What the last node puts out. */
  public static float[] logits(FoldedNetwork folded, float[] image) {
    float[][] outputs = outputs(folded, image);
    return outputs[outputs.length - 1];
  }

  static float[] layer(Layer layer, float[] weights, float[] bias, float[] input) {
    return layer instanceof Conv conv
        ? convolution(conv, weights, bias, input)
        : dense((Dense) layer, weights, bias, input);
  }

  static float[] add(float[] left, float[] right, boolean relu) {
    float[] sum = new float[left.length];
    for (int i = 0; i < sum.length; i++) {
      float value = left[i] + right[i];
      sum[i] = relu ? Math.max(0, value) : value;
    }
    return sum;
  }

  /** Each channel times its factor. */
  static float[] gate(float[] input, float[] factors) {
    int area = input.length / factors.length;
    float[] product = new float[input.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = input[i] * factors[i / area];
    }
    return product;
  }

  static float[] mean(float[] input, Shape shape) {
    int area = shape.height() * shape.width();
    float[] mean = new float[shape.channels()];
    for (int c = 0; c < mean.length; c++) {
      double sum = 0;
      for (int i = 0; i < area; i++) {
        sum += input[c * area + i];
      }
      mean[c] = (float) (sum / area);
    }
    return mean;
  }

  /** What is left of an activation when weights are folded. */
  static float activated(Activation activation, float value) {
    return switch (activation) {
      case NONE -> value;
      case RELU -> Math.max(0, value);
      case HARD_SIGMOID -> Math.max(0, Math.min(1, value));
    };
  }

  private static float[] output(float[][] outputs, float[] image, int node) {
    return node == Node.INPUT ? image : outputs[node];
  }

  private static float[] convolution(Conv conv, float[] weights, float[] bias, float[] input) {
    Shape out = conv.output();
    int area = out.height() * out.width();
    int k = conv.kernel();
    int channels = conv.channelsPerFilter();
    float[] output = new float[out.elements()];
    double[] sums = new double[area];
    for (int o = 0; o < out.channels(); o++) {
      Arrays.fill(sums, bias[o]);
      for (int tap = 0; tap < channels * k * k; tap++) {
        int channel = (conv.depthwise() ? o : 0) + tap / (k * k);
        addTap(conv, weights[o * channels * k * k + tap], tap % (k * k), input, channel, sums);
      }
      for (int i = 0; i < area; i++) {
        float value = (float) sums[i];
        output[o * area + i] = conv.relu() ? Math.max(0, value) : value;
      }
    }
    return output;
  }

  /** Adds what one weight of a kernel contributes to all of an output channel. */
  private static void addTap(
      Conv conv, double weight, int tap, float[] input, int channel, double[] sums) {
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
          sums[y * out.width() + x] += weight * input[base + column];
        }
      }
    }
  }

  private static float[] dense(Dense dense, float[] weights, float[] bias, float[] input) {
    float[] output = new float[dense.outputChannels()];
    for (int o = 0; o < output.length; o++) {
      double sum = bias[o];
      for (int i = 0; i < input.length; i++) {
        sum += (double) weights[o * input.length + i] * input[i];
      }
      output[o] = activated(dense.activation(), (float) sum);
    }
    return output;
  }
}
