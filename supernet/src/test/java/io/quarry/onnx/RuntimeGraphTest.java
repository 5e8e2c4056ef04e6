package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.quarry.arch.BlockType;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.onnx.LayerRun.Arithmetic;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeGraphTest {
  private static final int CHANNELS = 16;
  private static final Network NETWORK =
      RandomNetworks.network(
          new Shape(8, 8, 3),
          CHANNELS,
          List.of(BlockType.INVERTED_SE, BlockType.FUSED, BlockType.BOTTLENECK));

  @ParameterizedTest
  @ValueSource(strings = {"int8", "int4", "int8/int8", "int3/uint5"})
  void everyLayerOfAnIntegerNetworkRunsInIntegers(String formats) {
    RuntimeGraph graph = RuntimeGraph.of(model(NETWORK, formats));
    assertThat(graph.layers()).extracting(LayerRun::layer).isEqualTo(names(NETWORK));
    assertThat(graph.layers())
        .allMatch(layer -> layer.written() == Arithmetic.INTEGER)
        .allMatch(layer -> layer.ran() == Arithmetic.INTEGER);
    assertThat(graph.integerLayers()).isEqualTo(NETWORK.layers().size());
    assertThat(graph.fallenBack()).isEmpty();
    assertThat(graph.counts())
        .containsEntry("QLinearConv", NETWORK.layers().size() - 1L)
        .containsEntry("QLinearGlobalAveragePool", 2L)
        .containsEntry("QLinearMul", 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 12, 16})
  void noLayerOfAFloatNetworkIsSaidToHaveFallenBack(int width) {
    Network network =
        RandomNetworks.network(new Shape(8, 8, 3), width, List.of(BlockType.values()));
    RuntimeGraph graph = RuntimeGraph.of(model(network, "float32"));
    assertThat(graph.layers()).extracting(LayerRun::layer).isEqualTo(names(network));
    assertThat(graph.layers()).allMatch(layer -> layer.ran() == Arithmetic.FLOAT);
    assertThat(graph.integerLayers()).isZero();
    assertThat(graph.fallenBack()).isEmpty();
  }

  @Test
  void integerLayerThatAFloatLayerReadsStaysAnIntegerLayer() {
    Layer reader = NETWORK.layers().get(3);
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    NETWORK.layers().forEach(layer -> layers.put(layer.name(), LayerFormats.parse("int8")));
    layers.put(reader.name(), LayerFormats.float32());
    RuntimeGraph graph = RuntimeGraph.of(model(NETWORK, new Policy(layers)));
    assertThat(graph.fallenBack()).isEmpty();
    assertThat(graph.integerLayers()).isEqualTo(NETWORK.layers().size() - 1L);
  }

  @Test
  void productOfCodesAndFloatsIsOfFloats() {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    NETWORK.layers().forEach(layer -> layers.put(layer.name(), LayerFormats.parse("int8")));
    layers.put("block0.excite", LayerFormats.float32());
    layers.put("block0.project", LayerFormats.parse("int8/float32"));
    RuntimeGraph graph = RuntimeGraph.of(model(NETWORK, new Policy(layers)));
    assertThat(graph.fallenBack()).isEmpty();
    assertThat(graph.integerLayers()).isEqualTo(NETWORK.layers().size() - 2L);
    assertThat(graph.counts()).doesNotContainKey("QLinearMul");
  }

  @Test
  void reluBeforeCodesWithAnotherZeroPointBreaksFusionAndIsReported() {
    RuntimeGraph graph = RuntimeGraph.of(convolutionWithRelu(100));
    assertThat(graph.fallenBack()).extracting(LayerRun::layer).containsExactly("conv");
    assertThat(graph.fallenBack().get(0).operator()).isIn("Conv", "FusedConv");
    assertThat(graph.layers()).hasSize(2);
    assertThat(graph.integerLayers()).isEqualTo(2);
  }

  @Test
  void reluBeforeCodesWithZeroPointZeroFuses() {
    RuntimeGraph graph = RuntimeGraph.of(convolutionWithRelu(0));
    assertThat(graph.fallenBack()).isEmpty();
    assertThat(graph.counts()).containsEntry("QLinearConv", 1L).doesNotContainKey("Relu");
  }

  @Test
  void whatTheRuntimeRefusesIsAnInferenceException() {
    assertThatThrownBy(() -> RuntimeGraph.of(new byte[] {1, 2, 3}))
        .isInstanceOf(InferenceException.class)
        .hasMessage("ONNX Runtime did not open the model");
  }

  /** Codes, convolution, ReLU, codes of the given zero point, classifier. */
  private static byte[] convolutionWithRelu(int zeroPoint) {
    GraphWriter graph = new GraphWriter("network");
    graph.input(ModelWriter.INPUT, CHANNELS, 1, 1);
    String scale = graph.constant("scale", new float[] {0.1f});
    String input = graph.constant("input.zero_point", DataType.UINT8, new byte[] {7});
    String output =
        graph.constant("output.zero_point", DataType.UINT8, new byte[] {(byte) zeroPoint});
    graph.node("QuantizeLinear", "codes", List.of(ModelWriter.INPUT, scale, input));
    graph.node("DequantizeLinear", "conv.input", List.of("codes", scale, input));
    List<String> conv = List.of("conv.input", weight(graph, "conv", 1, 1), bias(graph, "conv"));
    graph.node("Conv", "conv.linear", conv);
    graph.node("Relu", "conv", List.of("conv.linear"));
    graph.node("QuantizeLinear", "conv.codes", List.of("conv", scale, output));
    graph.node("Flatten", "flat", List.of("conv.codes"), GraphWriter.attribute("axis", 1));
    graph.node("DequantizeLinear", "dense.input", List.of("flat", scale, output));
    List<String> dense = List.of("dense.input", weight(graph, "dense"), bias(graph, "dense"));
    graph.node("Gemm", ModelWriter.OUTPUT, dense, GraphWriter.attribute("transB", 1));
    graph.output(ModelWriter.OUTPUT, CHANNELS);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph.graph())
        .build()
        .toByteArray();
  }

  private static String weight(GraphWriter graph, String layer, long... kernel) {
    byte[] codes = new byte[CHANNELS * CHANNELS];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (i % 5 - 2);
    }
    long[] shape = new long[2 + kernel.length];
    Arrays.fill(shape, 1);
    shape[0] = CHANNELS;
    shape[1] = CHANNELS;
    String name = layer + ".weight";
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", DataType.INT8, codes, shape),
            graph.constant(name + ".scale", new float[] {0.5f}),
            graph.constant(name + ".zero_point", DataType.INT8, new byte[1])));
  }

  private static String bias(GraphWriter graph, String layer) {
    String name = layer + ".bias";
    return graph.node(
        "DequantizeLinear",
        name,
        List.of(
            graph.constant(name + ".codes", new int[CHANNELS], CHANNELS),
            graph.constant(name + ".scale", new float[] {0.05f}),
            graph.constant(name + ".zero_point", new int[1])));
  }

  private static List<String> names(Network network) {
    return network.layers().stream().map(Layer::name).toList();
  }

  private static byte[] model(Network network, String formats) {
    return model(network, Policy.uniform(network, LayerFormats.parse(formats)));
  }

  private static byte[] model(Network network, Policy policy) {
    PolicySettings settings =
        new PolicySettings(
            List.of("int8"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());
    QuantizedNetwork quantized =
        QuantizedNetwork.of(
            RandomNetworks.calibration(
                RandomNetworks.folded(network, new Seeds(1).generator()),
                RandomNetworks.images(network.input(), 5, new Seeds(2).generator())),
            policy,
            settings);
    return ModelWriter.bytes(quantized, Map.of());
  }
}
