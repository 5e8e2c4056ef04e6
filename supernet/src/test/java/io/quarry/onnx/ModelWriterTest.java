package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.quarry.arch.BlockType;
import io.quarry.arch.Gate;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.net.FoldedNetwork;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelWriterTest {
  private static final Shape INPUT = new Shape(8, 8, 3);
  private static final int WIDTH = 8;
  private static final List<BlockType> ALL_BLOCKS = List.of(BlockType.values());
  private static final int IMAGES = 500;
  private static final double AGREEMENT = 0.999;

  private static final Network NETWORK = RandomNetworks.network(INPUT, WIDTH, ALL_BLOCKS);
  private static final RandomGenerator RANDOM = new Seeds(3).generator();
  private static final FoldedNetwork FOLDED = RandomNetworks.folded(NETWORK, RANDOM);
  private static final Calibration CALIBRATION =
      RandomNetworks.calibration(FOLDED, RandomNetworks.images(INPUT, 100, RANDOM));
  private static final float[][] TEST_IMAGES = RandomNetworks.images(INPUT, IMAGES, RANDOM);

  @TempDir Path directory;

  @Test
  void floatModelAgreesWithPlainForward() {
    float[] logits = run(quantized(LayerFormats.float32(), Granularity.CHANNEL));
    for (int image = 0; image < 100; image++) {
      float[] expected = PlainForward.logits(FOLDED, TEST_IMAGES[image]);
      float largest = 0;
      for (float logit : expected) {
        largest = Math.max(largest, Math.abs(logit));
      }
      for (int k = 0; k < expected.length; k++) {
        assertThat(logits[image * expected.length + k])
            .isCloseTo(expected[k], within(1e-4f * largest));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void integerModelAgreesWithPlainIntegers(int bits) {
    assertAgrees(quantized(formats("int%d/uint%d", bits), Granularity.CHANNEL));
  }

  @ParameterizedTest
  @CsvSource({
    "int8/int8, CHANNEL",
    "int4/int4, TENSOR",
    "uint8/uint8, TENSOR",
    "uint3/uint5-symmetric, TENSOR",
    "int4-affine/int8-affine, TENSOR",
    "int4-affine/uint6, CHANNEL",
    "int2/uint8, CHANNEL",
    "int8/uint2, CHANNEL",
    "int4/float32, CHANNEL",
    "float32/uint4, CHANNEL",
    "ternary-mean/uint8, CHANNEL",
    "e4m3/e5m2, TENSOR",
    "apot4, CHANNEL",
    "bf16, CHANNEL",
    "e2m1/uint8, CHANNEL",
    "int8/e4m3, CHANNEL"
  })
  void everyPairOfFormatsAgreesWithPlainIntegers(String formats, Granularity granularity) {
    assertAgrees(quantized(LayerFormats.parse(formats), granularity));
  }

  /** Channels that fill no vector, where ONNX Runtime errs over weights with a zero point. */
  @ParameterizedTest
  @CsvSource({"12, int8", "12, int4-affine/uint8", "24, int4-affine/uint8", "12, uint8/uint8"})
  void oddWidthsAgreeWithPlainIntegers(int width, String formats) {
    Network network = RandomNetworks.network(INPUT, width, ALL_BLOCKS);
    RandomGenerator random = new Seeds(width).generator();
    Calibration calibration =
        RandomNetworks.calibration(
            RandomNetworks.folded(network, random), RandomNetworks.images(INPUT, 100, random));
    Policy policy = Policy.uniform(network, LayerFormats.parse(formats));
    assertAgrees(QuantizedNetwork.of(calibration, policy, settings(Granularity.TENSOR)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mixedPolicyAgreesWithPlainIntegers(long seed) {
    assertAgrees(quantized(randomPolicy(seed), Granularity.CHANNEL));
  }

  @ParameterizedTest
  @EnumSource(BlockType.class)
  void uniformEightBitsBecomeIntegerOperatorsAlone(BlockType type) throws Exception {
    Network network = RandomNetworks.network(INPUT, WIDTH, List.of(type, type, type));
    Map<String, Long> operators = optimized(network, "int8");
    assertThat(operators.get("QLinearConv")).isEqualTo(network.layers().size() - 1);
    assertThat(operators).containsEntry("QLinearAdd", 2L).containsEntry("QGemm", 1L);
    assertThat(operators.keySet())
        .isSubsetOf(
            "QuantizeLinear",
            "QLinearConv",
            "QLinearAdd",
            "QLinearMul",
            "QLinearGlobalAveragePool",
            "QGemm",
            "Flatten",
            "Transpose");
    assertThat(operators).containsEntry("QuantizeLinear", 1L);
    long gates = network.nodes().stream().filter(Gate.class::isInstance).count();
    assertThat(operators.getOrDefault("QLinearMul", 0L)).isEqualTo(gates);
    assertThat(operators.get("QLinearGlobalAveragePool")).isEqualTo(1 + gates);
    assertThat(operators.getOrDefault("Transpose", 0L))
        .as("gates move no channels")
        .isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4", "int3/uint5", "int4/int4", "int8/int8"})
  void everyConvolutionOfAnIntegerPolicyIsFused(String formats) throws Exception {
    Map<String, Long> operators = optimized(NETWORK, formats);
    assertThat(operators.get("QLinearConv")).isEqualTo(NETWORK.layers().size() - 1);
    assertThat(operators).doesNotContainKey("Conv").containsEntry("QGemm", 1L);
  }

  @Test
  void modelIsWrittenAlikeTwice() {
    QuantizedNetwork network = quantized(randomPolicy(9), Granularity.CHANNEL);
    Map<String, String> metadata = Map.of("a", "1", "b", "2", "c", "3");
    assertThat(ModelWriter.bytes(network, metadata))
        .isEqualTo(ModelWriter.bytes(network, new TreeMap<>(metadata)));
  }

  @Test
  void metadataStandsInTheModel() throws Exception {
    byte[] bytes =
        ModelWriter.bytes(
            quantized(LayerFormats.float32(), Granularity.CHANNEL), Map.of("policy", "int8"));
    ModelProto model = ModelProto.parseFrom(bytes);
    assertThat(model.getMetadataProps(0).getKey()).isEqualTo("policy");
    assertThat(model.getMetadataProps(0).getValue()).isEqualTo("int8");
  }

  private void assertAgrees(QuantizedNetwork network) {
    float[] logits = run(network);
    IntegerReference reference = new IntegerReference(network);
    int classes = NETWORK.classes();
    int agreeing = 0;
    int[] predicted = new int[classes];
    for (int image = 0; image < IMAGES; image++) {
      int expected = argmax(reference.logits(TEST_IMAGES[image]), 0, classes);
      int actual = argmax(logits, image * classes, classes);
      predicted[expected]++;
      agreeing += expected == actual ? 1 : 0;
    }
    assertThat((double) agreeing / IMAGES).isGreaterThanOrEqualTo(AGREEMENT);
    assertThat(predicted).as("a test of one class alone shows nothing").doesNotContain(IMAGES);
  }

  private static float[] run(QuantizedNetwork network) {
    byte[] model = ModelWriter.bytes(network, Map.of());
    try (InferenceSession session = InferenceSession.open(model, 1)) {
      return session.run(RandomNetworks.direct(TEST_IMAGES));
    }
  }

  private static QuantizedNetwork quantized(LayerFormats formats, Granularity granularity) {
    return quantized(Policy.uniform(NETWORK, formats), granularity);
  }

  private static QuantizedNetwork quantized(Policy policy, Granularity granularity) {
    return QuantizedNetwork.of(CALIBRATION, policy, settings(granularity));
  }

  private static PolicySettings settings(Granularity granularity) {
    return new PolicySettings(
        List.of("int8"), "free", "free", granularity, new MinMax(), new MinMax());
  }

  private static Policy randomPolicy(long seed) {
    List<String> texts =
        List.of(
            "int8",
            "int4",
            "int2",
            "float32",
            "int8/int8",
            "int6/uint3",
            "int4/float32",
            "e2m1",
            "int4/e4m3");
    RandomGenerator random = new Seeds(seed).generator();
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : NETWORK.layers()) {
      layers.put(layer.name(), LayerFormats.parse(texts.get(random.nextInt(texts.size()))));
    }
    return new Policy(layers);
  }

  /** How many of each operator are left after the runtime's own optimization. */
  private Map<String, Long> optimized(Network network, String formats) throws Exception {
    FoldedNetwork folded = RandomNetworks.folded(network, new Seeds(1).generator());
    float[][] images = RandomNetworks.images(INPUT, 10, new Seeds(2).generator());
    QuantizedNetwork quantized =
        QuantizedNetwork.of(
            RandomNetworks.calibration(folded, images),
            Policy.uniform(network, LayerFormats.parse(formats)),
            settings(Granularity.CHANNEL));
    Path file = directory.resolve("optimized.onnx");
    try (SessionOptions options = InferenceSession.options(1)) {
      options.setOptimizedModelFilePath(file.toString());
      InferenceSession.open(ModelWriter.bytes(quantized, Map.of()), options).close();
    }
    return ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getNodeList().stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
  }

  private static LayerFormats formats(String pattern, int bits) {
    return LayerFormats.parse(pattern.formatted(bits, bits));
  }

  private static int argmax(float[] values, int from, int length) {
    int best = from;
    for (int i = from; i < from + length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best - from;
  }
}
