package io.quarry.benchmarks;

import io.quarry.arch.Activation;
import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.Conv;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.Dense;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Gate;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.arch.Stage;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import io.quarry.onnx.InferenceSession;
import io.quarry.onnx.ModelWriter;
import io.quarry.onnx.RuntimeGraph;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How much faster exported models are in other formats than in float32: one image, one thread,
 * models of a network in turns, ratios of medians. Weights and ranges are random, which changes no
 * operator. Beside each ratio stand the layers that fell back to floats.
 */
public final class LoweringBenchmark {
  private static final List<String> POLICIES =
      List.of("float32", "int8", "int4/uint8", "int4", "int8/int8", "float32,int8", "int8,float32");
  private static final int ROUNDS = 60;
  private static final int RUNS_A_TURN = 4;
  private static final int SAMPLES = 1000;
  private static final int CLASSES = 10;

  private LoweringBenchmark() {}

  /** Prints a line a network; arguments are the block types to look at, none for all. */
  public static void main(String[] arguments) {
    System.out.printf("%-26s %10s  times faster: %s%n", "network", "float32 µs", POLICIES);
    List<BlockType> types =
        arguments.length == 0
            ? List.of(BlockType.values())
            : Arrays.stream(arguments).map(BlockType::parse).toList();
    for (BlockType type : types) {
      for (int pixels : new int[] {14, 28}) {
        for (int width : new int[] {16, 32, 64, 128}) {
          print(type, pixels, width);
        }
      }
    }
    System.exit(0);
  }

  private static void print(BlockType type, int pixels, int width) {
    List<Integer> expansions = type.hasExpansion() ? List.of(2) : List.of();
    Stage stage = new Stage(List.of(type), List.of(3), List.of(width), List.of(3), expansions, 1);
    ElasticConvNet net =
        new ElasticConvNet(
            new ConvFamily(List.of(width), 1, List.of(stage)),
            new Shape(pixels, pixels, 3),
            CLASSES);
    Network network = net.network(net.largest());
    Calibration calibration = calibration(network);
    List<byte[]> models = new ArrayList<>();
    for (String policy : POLICIES) {
      models.add(model(calibration, policy));
    }
    List<Double> micros = medianMicros(models, image(network));
    StringBuilder line = new StringBuilder();
    for (int i = 1; i < models.size(); i++) {
      int fallen = RuntimeGraph.of(models.get(i)).fallenBack().size();
      line.append("%8.2f (%d)".formatted(micros.get(0) / micros.get(i), fallen));
    }
    System.out.printf(
        "%-26s %10.1f %s%n",
        "%s %dx%d, %d wide".formatted(type.label(), pixels, pixels, width), micros.get(0), line);
  }

  /** A model whose layers take the formats of a text in turns. */
  private static byte[] model(Calibration calibration, String policy) {
    Network network = calibration.folded().network();
    String[] texts = policy.split(",", -1);
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : network.layers()) {
      String text = texts[layers.size() % texts.length];
      layers.put(layer.name(), LayerFormats.parse(text));
    }
    PolicySettings settings =
        new PolicySettings(
            List.of("int8"),
            PolicySettings.FREE,
            PolicySettings.FREE,
            Granularity.CHANNEL,
            new MinMax(),
            new MinMax());
    return ModelWriter.bytes(
        QuantizedNetwork.of(calibration, new Policy(layers), settings), Map.of());
  }

  private static List<Double> medianMicros(List<byte[]> models, FloatBuffer image) {
    List<InferenceSession> sessions =
        models.stream().map(model -> InferenceSession.open(model, 1)).toList();
    List<List<Double>> micros = new ArrayList<>();
    sessions.forEach(session -> micros.add(new ArrayList<>()));
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sessions.size(); i++) {
        sessions.get(i).run(image); // Brings the model back into the caches.
        for (int run = 0; run < RUNS_A_TURN; run++) {
          long start = System.nanoTime();
          sessions.get(i).run(image);
          micros.get(i).add((System.nanoTime() - start) / 1e3);
        }
      }
    }
    sessions.forEach(InferenceSession::close);
    return micros.stream().map(LoweringBenchmark::median).toList();
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  private static Calibration calibration(Network network) {
    RandomGenerator random = new Seeds(1).generator();
    Map<String, FoldedLayer> layers = new HashMap<>();
    for (Layer layer : network.layers()) {
      float[] weights = gaussians(Math.toIntExact(layer.weights()), random);
      float[] bias = gaussians(layer.outputChannels(), random);
      layers.put(layer.name(), new FoldedLayer(layer, weights, bias));
    }
    List<ActivationStatistics> statistics = new ArrayList<>();
    statistics.add(ActivationStatistics.of(FloatBuffer.wrap(gaussians(SAMPLES, random))));
    for (Node node : network.nodes()) {
      float[] samples = gaussians(SAMPLES, random);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = activation(network, node).of(samples[i]);
      }
      statistics.add(ActivationStatistics.of(FloatBuffer.wrap(samples)));
    }
    return new Calibration(new FoldedNetwork(network, layers), statistics);
  }

  /** What a node's numbers have gone through. */
  private static Activation activation(Network network, Node node) {
    if (node instanceof Dense dense) {
      return dense.activation();
    }
    if (node instanceof Gate gate) {
      return activation(network, network.nodes().get(gate.input()));
    }
    boolean relu =
        (node instanceof Conv conv && conv.relu()) || (node instanceof Add add && add.relu());
    return relu ? Activation.RELU : Activation.NONE;
  }

  private static FloatBuffer image(Network network) {
    float[] pixels = gaussians(network.input().elements(), new Seeds(2).generator());
    return ByteBuffer.allocateDirect(pixels.length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(pixels)
        .flip();
  }

  private static float[] gaussians(int count, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
