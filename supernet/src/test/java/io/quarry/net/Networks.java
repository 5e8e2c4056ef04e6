package io.quarry.net;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks for the tests, and random numbers for them. */
final class Networks {

  private Networks() {}

  /** Nodes added one after the other. */
  static final class Builder {
    private final Shape input;
    private final List<Node> nodes = new ArrayList<>();

    Builder(int size, int channels) {
      this.input = new Shape(size, size, channels);
    }

    Builder dense3(String name, int out, int kernel, int stride) {
      return conv(name, last(), out, kernel, stride, false, true);
    }

    Builder conv(
        String name, int from, int out, int kernel, int stride, boolean depthwise, boolean relu) {
      Shape in = from == Node.INPUT ? input : nodes.get(from).output();
      nodes.add(new Conv(name, from, in, out, kernel, stride, depthwise, relu));
      return this;
    }

    Builder depthwise(String name, int kernel, int stride) {
      return conv(name, last(), nodes.get(last()).output().channels(), kernel, stride, true, true);
    }

    Builder linear(String name, int out) {
      return conv(name, last(), out, 1, 1, false, false);
    }

    /** The last node times factors that it decides itself. */
    Builder gate(int squeezed) {
      int gated = last();
      int channels = nodes.get(gated).output().channels();
      nodes.add(new GlobalAveragePool("mean", gated, nodes.get(gated).output()));
      nodes.add(new Dense("squeeze", last(), channels, squeezed, Activation.RELU));
      nodes.add(new Dense("excite", last(), squeezed, channels, Activation.HARD_SIGMOID));
      nodes.add(new Gate("gate", gated, last(), nodes.get(gated).output()));
      return this;
    }

    Builder add(String name, int left, boolean relu) {
      nodes.add(new Add(name, left, last(), nodes.get(last()).output(), relu));
      return this;
    }

    int last() {
      return nodes.size() - 1;
    }

    Network classify(int classes) {
      nodes.add(new GlobalAveragePool("pool", last(), nodes.get(last()).output()));
      nodes.add(new Dense("head", last(), nodes.get(last()).output().channels(), classes));
      return new Network(input, nodes);
    }
  }

  /** An inverted residual block with 5×5 depthwise, channels as given. */
  static Network inverted(int channels, int inner, int kernel) {
    return new Builder(7, 3)
        .dense3("stem", channels, 3, 1)
        .dense3("expand", inner, 1, 1)
        .depthwise("middle", kernel, 1)
        .linear("project", channels)
        .add("sum", 0, false)
        .classify(4);
  }

  /** An inverted residual block with a gate. */
  static Network gated(int channels, int inner, int kernel) {
    return new Builder(7, 3)
        .dense3("stem", channels, 3, 1)
        .dense3("expand", inner, 1, 1)
        .depthwise("middle", kernel, 1)
        .gate(inner / 4)
        .linear("project", channels)
        .add("sum", 0, false)
        .classify(4);
  }

  /** A bottleneck with a ReLU after the sum, then a block of stride 2. */
  static Network bottleneck(int channels, int inner, int kernel) {
    return new Builder(8, 1)
        .dense3("stem", channels, 3, 1)
        .dense3("reduce", inner, 1, 1)
        .dense3("middle", inner, kernel, 1)
        .linear("restore", channels)
        .add("sum", 0, true)
        .dense3("down", channels, kernel, 2)
        .depthwise("downer", kernel, 2)
        .classify(3);
  }

  /** A stem, then two depthwise separable pairs of stride 2, a sum over the second. */
  static Network separable(int channels, int width, int kernel) {
    return new Builder(9, 2)
        .dense3("stem", channels, 3, 1)
        .depthwise("depthwise1", kernel, 2)
        .dense3("pointwise1", width, 1, 1)
        .depthwise("depthwise2", kernel, 1)
        .dense3("pointwise2", width, 1, 1)
        .add("sum", 2, false)
        .classify(4);
  }

  static float[] random(int length, String purpose) {
    RandomGenerator random = new Seeds(11).child(purpose).generator();
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Initialized parameters, scales and shifts off their initial values. */
  static Parameters parameters(Network... networks) {
    List<ParameterSpec> specs = Parameters.specsFor(networks);
    Parameters parameters = Parameters.initialize(specs, new Seeds(5));
    float[] noise = random(parameters.length(), "noise");
    for (int i = 0; i < noise.length; i++) {
      parameters.values().putScalar(i, parameters.values().getFloat(i) + 0.2f * noise[i]);
    }
    return parameters;
  }

  static INDArray images(Network network, int batch) {
    Shape shape = network.input();
    float[] numbers = random(batch * shape.elements(), "images");
    return Nd4j.create(
        numbers, new long[] {batch, shape.height(), shape.width(), shape.channels()}, 'c');
  }

  static INDArray matrix(float[] numbers, int rows) {
    return Nd4j.create(numbers, new long[] {rows, numbers.length / rows}, 'c');
  }
}
