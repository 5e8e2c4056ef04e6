package io.quarry.onnx;

import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;

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

  private static float[] output(float[][] outputs, float[] image, int node) {
    return node == Node.INPUT ? image : outputs[node];
  }

  private static float[] convolution(Conv conv, float[] weights, float[] bias, float[] input) {
    Shape in = conv.in();
    Shape out = conv.output();
    int k = conv.kernel();
    int channels = conv.channelsPerFilter();
    float[] output = new float[out.elements()];
    for (int o = 0; o < out.channels(); o++) {
      int first = conv.depthwise() ? o : 0;
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          double sum = bias[o];
          for (int c = 0; c < channels; c++) {
            for (int i = 0; i < k; i++) {
              int row = y * conv.stride() + i - k / 2;
              for (int j = 0; j < k; j++) {
                int column = x * conv.stride() + j - k / 2;
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                  sum +=
                      (double) weights[((o * channels + c) * k + i) * k + j]
                          * input[((first + c) * in.height() + row) * in.width() + column];
                }
              }
            }
          }
          float value = (float) sum;
          output[(o * out.height() + y) * out.width() + x] =
              conv.relu() ? Math.max(0, value) : value;
        }
      }
    }
    return output;
  }

  private static float[] dense(Dense dense, float[] weights, float[] bias, float[] input) {
    float[] output = new float[dense.outputChannels()];
    for (int o = 0; o < output.length; o++) {
      double sum = bias[o];
      for (int i = 0; i < input.length; i++) {
        sum += (double) weights[o * input.length + i] * input[i];
      }
      output[o] = (float) sum;
    }
    return output;
  }
}
