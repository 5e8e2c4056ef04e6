package io.quarry.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
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
import io.quarry.format.Quantizer;
import io.quarry.onnx.CodeWriter.Codes;
import io.quarry.quantize.QuantizedLayer;
import io.quarry.quantize.QuantizedNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a quantized network as an ONNX model: input {@value #INPUT}, floats [N, C, H, W]; output
 * {@value #OUTPUT}, floats [N, classes]; N is open.
 *
 * <p>Operator set 17 and IR version 8, which runtimes since the end of 2022 read. Formats are
 * written as QuantizeLinear and DequantizeLinear around float operators, from which a runtime makes
 * integer operators; biases of integer layers are int32. A convolution in integers that puts out
 * floats has no integer operator that were faster than a float one: it is written as a float layer
 * that reads the same numbers, and so is one whose {@link WeightCodes} the runtime errs over.
 * Formats that have no codes are simulated: their weights are written as the floats that they stand
 * for, and activations are rounded in float operators. What is stored between the nodes follows
 * {@link QuantizedNetwork}.
 */
public final class ModelWriter {
  /** Name of the model's input. */
  public static final String INPUT = "images";

  /** Name of the model's output. */
  public static final String OUTPUT = "logits";

  /** Behind a node's name: its output before its ReLU. */
  static final String LINEAR_SUFFIX = ".linear";

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final String PRODUCER = "quarry";

  /** Input channels that an integer kernel takes in one instruction, on x86 as on ARM. */
  private static final int CHANNELS_TOGETHER = 4;

  /** Output channels that an integer kernel makes at least. */
  private static final int FILTERS_TOGETHER = 16;

  private final QuantizedNetwork quantized;
  private final Network network;
  private final GraphWriter graph = new GraphWriter("network");
  private final CodeWriter codeWriter = new CodeWriter(graph);
  private final RoundingWriter roundingWriter = new RoundingWriter(graph);

  /** Node to the name of its output as numbers, where it is stored so or was asked for. */
  private final Map<Integer, String> values = new HashMap<>();

  /** Node to the name of its output as numbers in plain operators, where it was asked for. */
  private final Map<Integer, String> plainValues = new HashMap<>();

  /** Node to the codes that carry its output. */
  private final Map<Integer, Codes> carried = new HashMap<>();

  /** Codes that layers made of an activation, by its name and format. */
  private final Map<String, Codes> read = new HashMap<>();

  /** Names of rounded activations, by the activation's name and its rounding. */
  private final Map<List<Object>, String> rounded = new HashMap<>();

  private ModelWriter(QuantizedNetwork quantized) {
    this.quantized = quantized;
    this.network = quantized.network();
  }

  /**
   * The serialized model. Equal arguments give equal bytes.
   *
   * @param metadata what the model says of itself, written in the order of keys
   */
  public static byte[] bytes(QuantizedNetwork network, Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(PRODUCER)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET));
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    ModelWriter writer = new ModelWriter(network);
    writer.write();
    return model.setGraph(writer.graph.graph()).build().toByteArray();
  }

  private void write() {
    Shape input = network.input();
    values.put(Node.INPUT, graph.input(INPUT, input.channels(), input.height(), input.width()));
    for (int node = 0; node < network.nodes().size(); node++) {
      write(node);
    }
    graph.output(OUTPUT, network.classes());
  }

  private void write(int index) {
    Node node = network.nodes().get(index);
    boolean last = index == network.nodes().size() - 1;
    if (last && !(node instanceof Dense)) {
      throw new IllegalArgumentException("The last node, %s, must be dense".formatted(node.name()));
    }
    String name = last ? OUTPUT : node.name();
    if (node instanceof Conv conv) {
      store(index, name, rectified(conv.relu()), output -> convolution(index, conv, output));
    } else if (node instanceof Dense dense) {
      store(
          index,
          name,
          dense.activation(),
          output -> {
            if (last) {
              classifier(dense, output);
            } else {
              pointwise(index, dense, output);
            }
          });
    } else if (node instanceof Add add) {
      operator(index, name, "Add", rectified(add.relu()));
    } else if (node instanceof Gate) {
      operator(index, name, "Mul", Activation.NONE);
    } else if (node instanceof GlobalAveragePool) {
      operator(index, name, "GlobalAveragePool", Activation.NONE);
    }
  }

  private static Activation rectified(boolean relu) {
    return relu ? Activation.RELU : Activation.NONE;
  }

  /** Writes an operator over the numbers that a node reads. */
  private void operator(int index, String name, String type, Activation activation) {
    List<String> of = network.nodes().get(index).inputs().stream().map(this::value).toList();
    store(index, name, activation, output -> graph.node(type, output, of));
  }

  /** Writes an operator and, behind it, its activation and the codes that carry its output. */
  private void store(int index, String name, Activation activation, Operator operator) {
    Optional<Quantizer> carrier = quantized.carrier(index);
    boolean inCodes =
        switch (activation) {
          case NONE -> true;
          case RELU -> carrier.isPresent() && CodeWriter.clipsAtZero(carrier.get());
          case HARD_SIGMOID -> carrier.isPresent();
        };
    String output = inCodes ? name : name + LINEAR_SUFFIX;
    operator.write(output);
    if (!inCodes) {
      output = activate(name, output, activation);
    }
    if (carrier.isPresent()) {
      Activation left = inCodes ? activation : Activation.NONE;
      carried.put(index, codes(output, name + ".codes", left, carrier.get()));
    } else {
      values.put(index, output);
    }
  }

  /** The line of a hard sigmoid is among a layer's folded weights: it is clipped alone. */
  private String activate(String name, String linear, Activation activation) {
    if (activation == Activation.RELU) {
      return graph.node("Relu", name, List.of(linear));
    }
    String low = graph.constant(name + ".low", new float[] {0});
    String high = graph.constant(name + ".high", new float[] {1});
    return graph.node("Clip", name, List.of(linear, low, high));
  }

  private Codes codes(String values, String name, Activation activation, Quantizer carrier) {
    return switch (activation) {
      case NONE -> codeWriter.quantize(values, name, carrier);
      case RELU -> codeWriter.quantizeRectified(values, name, carrier);
      case HARD_SIGMOID -> codeWriter.quantizeUnit(values, name, carrier);
    };
  }

  /** A node's output as numbers; made of codes only where someone asks. */
  private String value(int node) {
    return values.computeIfAbsent(
        node,
        of -> codeWriter.dequantize(carried.get(of), network.nodes().get(of).name() + ".stored"));
  }

  private void convolution(int index, Conv conv, String output) {
    long kernel = conv.kernel();
    long pad = kernel / 2;
    graph.node(
        "Conv",
        output,
        operands(index, conv, conv.channelsPerFilter(), kernel),
        GraphWriter.attribute("kernel_shape", List.of(kernel, kernel)),
        GraphWriter.attribute("pads", List.of(pad, pad, pad, pad)),
        GraphWriter.attribute("strides", List.of((long) conv.stride(), (long) conv.stride())),
        GraphWriter.attribute("group", conv.depthwise() ? conv.outChannels() : 1));
  }

  /**
   * A fully connected layer over one pixel as a 1×1 convolution: its input and its output keep
   * their axes, and in integers that is quicker by 1 to 5 % of a gated block than with axes taken
   * off and put on again.
   */
  private void pointwise(int index, Dense dense, String output) {
    graph.node(
        "Conv",
        output,
        operands(index, dense, dense.inputChannels(), 1),
        GraphWriter.attribute("kernel_shape", List.of(1L, 1L)));
  }

  /** Input, weights and bias of a layer that is written as a convolution. */
  private List<String> operands(int index, Layer of, int channelsPerFilter, long kernel) {
    QuantizedLayer layer = quantized.layer(of);
    boolean fuses = fuses(layer) && quantized.carrier(index).isPresent();
    int extra = fuses ? extraChannels(of) : 0;
    long[] shape = {of.outputChannels(), channelsPerFilter + extra, kernel, kernel};
    if (!fuses) {
      return List.of(plainInput(of, layer), plainWeights(layer, shape), plainBias(layer));
    }
    WeightCodes codes = WeightCodes.of(layer);
    return List.of(
        codeWriter.dequantize(wideCodes(of, layer, extra), of.name() + ".input"),
        codeWriter.weights(
            layer,
            extra == 0 ? codes : codes.withChannels(of.outputChannels(), channelsPerFilter, extra),
            shape),
        codeWriter.bias(layer));
  }

  /** The image's axes are flattened as codes, so that no operator stands in a fusion's way. */
  private void classifier(Dense dense, String output) {
    QuantizedLayer layer = quantized.layer(dense);
    AttributeProto axis = GraphWriter.attribute("axis", 1);
    String flatName = dense.name() + ".flat";
    Optional<Codes> codes = codes(dense, layer);
    String read =
        codes
            .map(Codes::name)
            .orElseGet(() -> rounded(value(dense.input()), dense.name() + ".input", layer));
    String flat = graph.node("Flatten", flatName, List.of(read), axis);
    String input =
        codes
            .map(found -> codeWriter.dequantize(found.named(flat), dense.name() + ".input"))
            .orElse(flat);
    long[] shape = {dense.outputChannels(), dense.inputChannels()};
    List<String> inputs =
        fuses(layer)
            ? List.of(
                input,
                codeWriter.weights(layer, WeightCodes.of(layer), shape),
                codeWriter.bias(layer))
            : List.of(input, plainWeights(layer, shape), plainBias(layer));
    graph.node("Gemm", output, inputs, GraphWriter.attribute("transB", 1));
  }

  /** The codes that a layer reads; empty where it reads floats. */
  private Optional<Codes> codes(Layer layer, QuantizedLayer formats) {
    Optional<Quantizer> wanted = formats.input();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    CodeFormat format = wanted.get().format();
    if (quantized.carrier(layer.input()).map(Quantizer::format).equals(Optional.of(format))) {
      return Optional.of(carried.get(layer.input()));
    }
    String source = value(layer.input());
    String name = source + "." + format.name();
    return Optional.of(
        read.computeIfAbsent(name, key -> codeWriter.quantize(source, key, wanted.get())));
  }

  /** Whether the runtime has an integer operator for a layer's weights. */
  private static boolean fuses(QuantizedLayer layer) {
    return layer.isInteger() && WeightCodes.of(layer).suitIntegers(layer.layer().outputChannels());
  }

  /**
   * Channels of 0 that an image needs for the runtime's fast integer convolution, which takes
   * channels by fours and makes {@value #FILTERS_TOGETHER} or more: a stem of 32 filters over 28×28
   * images took 29 µs without and 15 µs with them.
   */
  private static int extraChannels(Layer layer) {
    boolean helps =
        layer instanceof Conv conv
            && conv.input() == Node.INPUT
            && !conv.depthwise()
            && conv.outChannels() >= FILTERS_TOGETHER
            && conv.outChannels() % CHANNELS_TOGETHER == 0;
    return helps ? Math.floorMod(-((Conv) layer).in().channels(), CHANNELS_TOGETHER) : 0;
  }

  private Codes wideCodes(Layer of, QuantizedLayer layer, int extra) {
    Codes codes = codes(of, layer).orElseThrow();
    return extra == 0 ? codes : codeWriter.widen(codes, of.name() + ".wide", extra);
  }

  /**
   * What a convolution reads that is computed in floats. Codes are turned into numbers in plain
   * operators: of a DequantizeLinear before and a QuantizeLinear behind a convolution ONNX Runtime
   * concludes that its weights should have been quantized, and does so.
   */
  private String plainInput(Layer of, QuantizedLayer layer) {
    Optional<Codes> codes = codes(of, layer);
    return codes.isPresent()
        ? codeWriter.plainNumbers(codes.get(), of.name() + ".input", layer.input().orElseThrow())
        : rounded(plainValue(of.input()), of.name() + ".input", layer);
  }

  /** An activation as a layer reads it whose format for it has no codes. */
  private String rounded(String values, String name, QuantizedLayer layer) {
    return layer
        .inputRounding()
        .map(
            rounding ->
                rounded.computeIfAbsent(
                    List.of(values, rounding), key -> roundingWriter.round(values, name, rounding)))
        .orElse(values);
  }

  /** As {@link #value}, in plain operators where it is made of codes. */
  private String plainValue(int node) {
    Codes codes = carried.get(node);
    return codes == null
        ? value(node)
        : plainValues.computeIfAbsent(
            node,
            of ->
                codeWriter.plainNumbers(
                    codes,
                    network.nodes().get(of).name() + ".numbers",
                    quantized.carrier(of).orElseThrow()));
  }

  /** Weights of a layer that is computed in floats: stored as codes, folded as the model opens. */
  private String plainWeights(QuantizedLayer layer, long... shape) {
    boolean asCodes =
        layer.weightQuantizer().isPresent() && (layer.isInteger() || layer.input().isEmpty());
    return asCodes
        ? codeWriter.plainWeights(layer, WeightCodes.of(layer), shape)
        : graph.constant(layer.layer().name() + ".weight", layer.weights(), shape);
  }

  private String plainBias(QuantizedLayer layer) {
    return layer.isInteger()
        ? codeWriter.plainBias(layer)
        : graph.constant(layer.layer().name() + ".bias", layer.bias(), layer.bias().length);
  }

  @FunctionalInterface
  private interface Operator {
    void write(String output);
  }
}
