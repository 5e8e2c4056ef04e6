package io.quarry.onnx;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
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
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Small networks with random weights, random images for them, and their calibration. */
public final class RandomNetworks {
  private static final int CLASSES = 10;

  private final List<Node> nodes = new ArrayList<>();
  private final Shape input;

  private RandomNetworks(Shape input) {
    this.input = input;
  }

  /** A stem of the given width and blocks, the second of them with stride 2; pool, classifier. */
  public static Network network(Shape input, int width, List<BlockType> blocks) {
    RandomNetworks builder = new RandomNetworks(input);
    builder.conv("stem", Node.INPUT, width, 3, 1, false, true);
    for (int i = 0; i < blocks.size(); i++) {
      builder.block("block" + i, blocks.get(i), i == 1 ? 2 : 1, i < 1 ? width : 2 * width);
    }
    Shape last = builder.shape(builder.last());
    builder.nodes.add(new GlobalAveragePool("pool", builder.last(), last));
    builder.nodes.add(new Dense("classifier", builder.last(), last.channels(), CLASSES));
    return new Network(input, builder.nodes);
  }

  /** Weights that keep the variance of activations, and small biases. */
  public static FoldedNetwork folded(Network network, RandomGenerator random) {
    Map<String, FoldedLayer> layers = new HashMap<>();
    for (Layer layer : network.layers()) {
      float[] weights = new float[Math.toIntExact(layer.weights())];
      double deviation = Math.sqrt(2.0 / layer.weightsPerChannel());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (random.nextGaussian() * deviation);
      }
      float[] bias = new float[layer.outputChannels()];
      for (int i = 0; i < bias.length; i++) {
        bias[i] = (float) (centre(layer) + random.nextGaussian() * 0.1);
      }
      layers.put(layer.name(), new FoldedLayer(layer, weights, bias));
    }
    return new FoldedNetwork(network, layers);
  }

  /** Gates are half open in the mean. */
  private static double centre(Layer layer) {
    boolean opens = layer instanceof Dense d && d.activation() == Activation.HARD_SIGMOID;
    return opens ? Activation.HARD_SIGMOID_CENTRE : 0;
  }

  /** Images (CHW) that differ in mean and slope of each channel, with noise. */
  public static float[][] images(Shape shape, int count, RandomGenerator random) {
    float[][] images = new float[count][shape.elements()];
    for (float[] image : images) {
      int i = 0;
      for (int c = 0; c < shape.channels(); c++) {
        double mean = random.nextGaussian();
        double down = random.nextGaussian() / shape.height();
        double right = random.nextGaussian() / shape.width();
        for (int y = 0; y < shape.height(); y++) {
          for (int x = 0; x < shape.width(); x++) {
            image[i++] = (float) (mean + y * down + x * right + 0.5 * random.nextGaussian());
          }
        }
      }
    }
    return images;
  }

  /** Statistics of every activation over images. */
  public static Calibration calibration(FoldedNetwork folded, float[][] images) {
    Network network = folded.network();
    List<FloatBuffer> seen = new ArrayList<>();
    for (int node = Node.INPUT; node < network.nodes().size(); node++) {
      seen.add(FloatBuffer.allocate(images.length * network.shapeOf(node).elements()));
    }
    for (float[] image : images) {
      seen.get(0).put(image);
      float[][] outputs = PlainForward.outputs(folded, image);
      for (int node = 0; node < outputs.length; node++) {
        seen.get(node + 1).put(outputs[node]);
      }
    }
    return new Calibration(
        folded, seen.stream().map(buffer -> ActivationStatistics.of(buffer.flip())).toList());
  }

  /** All images in one direct buffer, NCHW. */
  public static FloatBuffer direct(float[][] images) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(images.length * images[0].length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (float[] image : images) {
      buffer.put(image);
    }
    return buffer.flip();
  }

  private void block(String name, BlockType type, int stride, int width) {
    int start = last();
    int channels = shape(start).channels();
    boolean residual = stride == 1 && channels == width;
    switch (type) {
      case INVERTED -> {
        conv(name + ".expand", start, channels * 2, 1, 1, false, true);
        conv(name + ".depthwise", last(), channels * 2, 5, stride, true, true);
        conv(name + ".project", last(), width, 1, 1, false, false);
      }
      case FUSED -> {
        conv(name + ".expand", start, channels * 2, 3, stride, false, true);
        conv(name + ".project", last(), width, 1, 1, false, false);
      }
      case BOTTLENECK -> {
        conv(name + ".reduce", start, channels / 2, 1, 1, false, true);
        conv(name + ".conv", last(), channels / 2, 3, stride, false, true);
        conv(name + ".restore", last(), width, 1, 1, false, !residual);
      }
      case SEPARABLE -> {
        conv(name + ".depthwise1", start, channels, 3, stride, true, true);
        conv(name + ".pointwise1", last(), width, 1, 1, false, true);
        conv(name + ".depthwise2", last(), width, 5, 1, true, true);
        conv(name + ".pointwise2", last(), width, 1, 1, false, true);
      }
      case INVERTED_SE -> {
        conv(name + ".expand", start, channels * 2, 1, 1, false, true);
        conv(name + ".depthwise", last(), channels * 2, 3, stride, true, true);
        gate(name);
        conv(name + ".project", last(), width, 1, 1, false, false);
      }
    }
    if (residual) {
      boolean relu = type == BlockType.BOTTLENECK;
      nodes.add(new Add(name + ".add", start, last(), shape(start), relu));
    }
  }

  private void gate(String name) {
    int gated = last();
    Shape shape = shape(gated);
    int squeezed = shape.channels() / 4;
    nodes.add(new GlobalAveragePool(name + ".pool", gated, shape));
    nodes.add(new Dense(name + ".squeeze", last(), shape.channels(), squeezed, Activation.RELU));
    nodes.add(
        new Dense(name + ".excite", last(), squeezed, shape.channels(), Activation.HARD_SIGMOID));
    nodes.add(new Gate(name + ".gate", gated, last(), shape));
  }

  private void conv(
      String name, int from, int width, int kernel, int stride, boolean depthwise, boolean relu) {
    nodes.add(new Conv(name, from, shape(from), width, kernel, stride, depthwise, relu));
  }

  private int last() {
    return nodes.size() - 1;
  }

  private Shape shape(int node) {
    return node == Node.INPUT ? input : nodes.get(node).output();
  }
}
