package io.quarry.net;

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
import java.util.HashMap;
import java.util.Map;

/** Slow and plain: a network in double precision, straight from the definitions. */
class ReferenceNetwork {
  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, ParameterSpec> specs = new HashMap<>();

  ReferenceNetwork(Parameters parameters) {
    for (ParameterSpec spec : parameters.specs()) {
      specs.put(spec.name(), spec);
      float[] value = parameters.value(spec.name());
      double[] copy = new double[value.length];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = value[i];
      }
      values.put(spec.name(), copy);
    }
  }

  /** The values of one parameter, to be changed at will. */
  double[] value(String name) {
    return values.get(name);
  }

  /** What a layer computes with instead of what it reads. */
  double[] input(Network network, Layer layer, double[] x) {
    return x;
  }

  /** The weights that a layer computes with, as they are shared. */
  double[] weights(Layer layer) {
    return values.get(layer.name() + ".weight");
  }

  /** All activations, by node; batch statistics. */
  Map<Integer, double[]> forward(Network network, float[] images, int batch) {
    Map<Integer, double[]> all = new HashMap<>();
    double[] input = new double[images.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = images[i];
    }
    all.put(Node.INPUT, input);
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      if (node instanceof Conv conv) {
        double[] x = input(network, conv, all.get(conv.input()));
        all.put(i, normalize(conv, convolve(conv, x, batch)));
      } else if (node instanceof Add add) {
        all.put(i, sum(all.get(add.left()), all.get(add.right()), add.relu()));
      } else if (node instanceof Gate gate) {
        all.put(i, gated(gate, all.get(gate.input()), all.get(gate.factors())));
      } else if (node instanceof GlobalAveragePool pool) {
        all.put(i, mean(all.get(pool.input()), pool.in(), batch));
      } else if (node instanceof Dense dense) {
        all.put(i, multiply(dense, input(network, dense, all.get(dense.input())), batch));
      }
    }
    return all;
  }

  /** Σ r·logits: a loss whose gradient with respect to the logits is r. */
  double weightedLogits(Network network, float[] images, int batch, float[] r) {
    double[] logits = forward(network, images, batch).get(network.nodes().size() - 1);
    double sum = 0;
    for (int i = 0; i < r.length; i++) {
      sum += r[i] * logits[i];
    }
    return sum;
  }

  double[] convolve(Conv conv, double[] x, int batch) {
    Shape in = conv.in();
    Shape out = conv.output();
    double[] w = weights(conv);
    ParameterSpec spec = specs.get(conv.name() + ".weight");
    int shared = spec.dims().get(0);
    int sharedIn = spec.dims().get(2);
    int sharedOut = spec.dims().get(3);
    int k = conv.kernel();
    int crop = (shared - k) / 2;
    double[] y = new double[batch * out.elements()];
    for (int n = 0; n < batch; n++) {
      for (int oy = 0; oy < out.height(); oy++) {
        for (int ox = 0; ox < out.width(); ox++) {
          for (int o = 0; o < out.channels(); o++) {
            double total = 0;
            for (int ky = 0; ky < k; ky++) {
              for (int kx = 0; kx < k; kx++) {
                int iy = oy * conv.stride() + ky - k / 2;
                int ix = ox * conv.stride() + kx - k / 2;
                if (iy < 0 || ix < 0 || iy >= in.height() || ix >= in.width()) {
                  continue;
                }
                for (int i = 0; i < conv.channelsPerFilter(); i++) {
                  int channel = conv.depthwise() ? o : i;
                  int at = (((ky + crop) * shared + kx + crop) * sharedIn + i) * sharedOut + o;
                  total +=
                      w[at]
                          * x[((n * in.height() + iy) * in.width() + ix) * in.channels() + channel];
                }
              }
            }
            y[((n * out.height() + oy) * out.width() + ox) * out.channels() + o] = total;
          }
        }
      }
    }
    return y;
  }

  private double[] normalize(Conv conv, double[] z) {
    double[] gamma = values.get(conv.name() + ".scale");
    double[] beta = values.get(conv.name() + ".shift");
    int channels = conv.outChannels();
    int count = z.length / channels;
    double[] y = new double[z.length];
    for (int c = 0; c < channels; c++) {
      double mean = mean(z, c, channels, count);
      double variance = variance(z, c, channels, count);
      for (int i = c; i < z.length; i += channels) {
        double v =
            gamma[c] * (z[i] - mean) / Math.sqrt(variance + (double) NetworkRunner.EPSILON)
                + beta[c];
        y[i] = conv.relu() ? Math.max(0, v) : v;
      }
    }
    return y;
  }

  static double mean(double[] z, int c, int channels, int count) {
    double sum = 0;
    for (int i = c; i < z.length; i += channels) {
      sum += z[i];
    }
    return sum / count;
  }

  static double variance(double[] z, int c, int channels, int count) {
    double mean = mean(z, c, channels, count);
    double sum = 0;
    for (int i = c; i < z.length; i += channels) {
      sum += (z[i] - mean) * (z[i] - mean);
    }
    return sum / count;
  }

  private static double[] sum(double[] a, double[] b, boolean relu) {
    double[] y = new double[a.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = relu ? Math.max(0, a[i] + b[i]) : a[i] + b[i];
    }
    return y;
  }

  static double[] gated(Gate gate, double[] x, double[] factors) {
    Shape shape = gate.output();
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int image = i / shape.elements();
      y[i] = x[i] * factors[image * shape.channels() + i % shape.channels()];
    }
    return y;
  }

  private static double activated(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(0, x);
      case HARD_SIGMOID -> Math.max(0, Math.min(6, x + 3)) / 6;
    };
  }

  static double[] mean(double[] x, Shape in, int batch) {
    double[] y = new double[batch * in.channels()];
    int pixels = in.height() * in.width();
    for (int n = 0; n < batch; n++) {
      for (int p = 0; p < pixels; p++) {
        for (int c = 0; c < in.channels(); c++) {
          y[n * in.channels() + c] += x[(n * pixels + p) * in.channels() + c] / pixels;
        }
      }
    }
    return y;
  }

  private double[] multiply(Dense dense, double[] x, int batch) {
    double[] w = weights(dense);
    double[] bias = values.get(dense.name() + ".bias");
    int sharedOut = specs.get(dense.name() + ".weight").dims().get(1);
    double[] y = new double[batch * dense.outputChannels()];
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < dense.outputChannels(); o++) {
        double total = bias[o];
        for (int i = 0; i < dense.inputChannels(); i++) {
          total += x[n * dense.inputChannels() + i] * w[i * sharedOut + o];
        }
        y[n * dense.outputChannels() + o] = activated(dense.activation(), total);
      }
    }
    return y;
  }
}
