package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.BlockType;
import io.quarry.arch.Dense;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.format.IntegerFormat;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import io.quarry.onnx.RandomNetworks;
import io.quarry.seed.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuantizedNetworkTest {
  private static final Network NETWORK =
      RandomNetworks.network(
          new Shape(6, 6, 3),
          8,
          List.of(BlockType.INVERTED, BlockType.FUSED, BlockType.BOTTLENECK));
  private static final Calibration CALIBRATION = calibration(NETWORK);

  @Test
  void outputReadByOneFormatIsCarriedInIt() {
    assertThat(carrier("int4", "block0.expand")).contains("uint4");
    assertThat(carrier("int4/int3", "block0.expand")).contains("int3");
  }

  @Test
  void residualPathIsCarriedInEightBits() {
    assertThat(carrier("int2", "stem")).contains("uint8");
    assertThat(carrier("int2", "block0.project")).contains("uint8");
    assertThat(carrier("int8/int8", "stem")).contains("int8");
  }

  @Test
  void residualPathIsNotCarriedInAFormatWithoutSign() {
    assertThat(carrier("int8/uint8-symmetric", "stem")).contains("uint8");
  }

  @Test
  void productsOfCodesAreCarriedForTheirReaders() {
    Network gated = RandomNetworks.network(new Shape(6, 6, 3), 8, List.of(BlockType.INVERTED_SE));
    Calibration calibration = calibration(gated);
    TreeMap<String, LayerFormats> layers =
        new TreeMap<>(Policy.uniform(gated, LayerFormats.parse("int4")).layers());
    assertThat(carriers(calibration, layers))
        .containsEntry("block0.depthwise", "uint8")
        .containsEntry("block0.pool", "uint4")
        .containsEntry("block0.squeeze", "uint4")
        .containsEntry("block0.excite", "uint8")
        .containsEntry("block0.gate", "uint4");
    layers.put("block0.excite", LayerFormats.float32());
    assertThat(carriers(calibration, layers))
        .containsEntry("block0.depthwise", "uint8")
        .containsEntry("block0.squeeze", "uint8")
        .doesNotContainKeys("block0.excite", "block0.gate")
        .containsEntry("block0.project", "uint8");
  }

  @Test
  void floatNetworkCarriesNothing() {
    for (int node = 0; node < NETWORK.nodes().size(); node++) {
      assertThat(uniform("float32").carrier(node)).isEmpty();
      assertThat(uniform("int4/float32").carrier(node)).isEmpty();
    }
  }

  @Test
  void outputThatAFloatLayerReadsIsCarriedByEightBits() {
    TreeMap<String, LayerFormats> layers =
        new TreeMap<>(Policy.uniform(NETWORK, LayerFormats.parse("int8")).layers());
    layers.put("block0.depthwise", LayerFormats.float32());
    QuantizedNetwork network =
        QuantizedNetwork.of(CALIBRATION, new Policy(layers), settings(Granularity.CHANNEL));
    assertThat(network.carrier(index("block0.expand")))
        .hasValueSatisfying(
            carrier -> assertThat(carrier.format()).isEqualTo(IntegerFormat.unsigned(8)));
    assertThat(network.carrier(index("block0.depthwise"))).isEmpty();
    assertThat(network.carrier(index("block1.expand"))).isPresent();
  }

  @Test
  void logitsAreNotCarried() {
    assertThat(carrier("int8", "classifier")).isEmpty();
  }

  @Test
  void affineWeightsPerChannelAreSimulated() {
    Layer layer = NETWORK.layers().get(1);
    Policy policy = Policy.uniform(NETWORK, LayerFormats.parse("int4-affine/uint4"));
    assertThat(
            QuantizedNetwork.of(CALIBRATION, policy, settings(Granularity.CHANNEL))
                .layer(layer)
                .isInteger())
        .isFalse();
    assertThat(
            QuantizedNetwork.of(CALIBRATION, policy, settings(Granularity.TENSOR))
                .layer(layer)
                .isInteger())
        .isTrue();
  }

  @Test
  void integerBiasStandsForTheBias() {
    QuantizedNetwork network = uniform("int8");
    for (Layer layer : NETWORK.layers()) {
      QuantizedLayer quantized = network.layer(layer);
      for (int channel = 0; channel < layer.outputChannels(); channel++) {
        float unit = quantized.accumulatorScale(channel);
        double error = quantized.integerBias()[channel] * (double) unit - quantized.bias()[channel];
        assertThat(Math.abs(error)).isLessThanOrEqualTo(0.5000001 * unit);
      }
    }
  }

  @Test
  void channelOfVanishingWeightsLeavesRoomForItsBias() {
    Dense dense = new Dense("classifier", Node.INPUT, 2, 2);
    Network network = new Network(new Shape(1, 1, 2), List.of(dense));
    float[] weights = {1e-20f, -1e-20f, 1, -1};
    FoldedLayer layer = new FoldedLayer(dense, weights, new float[] {-5, 5});
    ActivationStatistics statistics =
        ActivationStatistics.of(FloatBuffer.wrap(new float[] {-1, 1}));
    Calibration calibration =
        new Calibration(
            new FoldedNetwork(network, Map.of("classifier", layer)),
            List.of(statistics, statistics));
    QuantizedLayer quantized =
        QuantizedNetwork.of(
                calibration,
                Policy.uniform(network, LayerFormats.parse("int8")),
                settings(Granularity.CHANNEL))
            .layer(dense);
    assertThat(quantized.integerBias()[0]).isBetween(-(1 << 30) - 100, -(1 << 30) + 100);
    assertThat(quantized.codes()).startsWith(0, 0);
    assertThat(quantized.integerBias()[0] * (double) quantized.accumulatorScale(0))
        .isBetween(-5.00001, -4.99999);
  }

  @Test
  void calibrationTravelsBySerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(CALIBRATION);
    }
    Calibration copy = read(bytes.toByteArray());
    Policy policy = Policy.uniform(NETWORK, LayerFormats.parse("int3"));
    Layer layer = NETWORK.layers().get(2);
    assertThat(
            QuantizedNetwork.of(copy, policy, settings(Granularity.CHANNEL)).layer(layer).codes())
        .isEqualTo(uniform("int3").layer(layer).codes());
  }

  @Test
  void statisticsThatDoNotFitTheNetworkAreAnError() {
    assertThatThrownBy(() -> new Calibration(CALIBRATION.folded(), List.of()))
        .hasMessageContaining("0 statistics for an input and %d nodes", NETWORK.nodes().size());
  }

  @Property(seed = "7", tries = 100)
  void gridsPerChannelAreNoWorseThanOneForAll(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int bits) {
    Dense dense = new Dense("classifier", Node.INPUT, 20, 5);
    Network network = new Network(new Shape(1, 1, 20), List.of(dense));
    FoldedNetwork folded = RandomNetworks.folded(network, new Seeds(seed).generator());
    ActivationStatistics statistics = ActivationStatistics.of(FloatBuffer.wrap(new float[] {1}));
    Calibration calibration = new Calibration(folded, List.of(statistics, statistics));
    Policy policy = Policy.uniform(network, LayerFormats.parse("int%d/float32".formatted(bits)));
    float[] original = folded.layer("classifier").weights();
    QuantizedLayer perTensor =
        QuantizedNetwork.of(calibration, policy, settings(Granularity.TENSOR)).layer(dense);
    QuantizedLayer perChannel =
        QuantizedNetwork.of(calibration, policy, settings(Granularity.CHANNEL)).layer(dense);
    float halfStep = perTensor.weightQuantizer().orElseThrow().grid(0).scale() / 2;
    assertThat(maxError(perChannel.weights(), original)).isLessThanOrEqualTo(halfStep * 1.0001f);
    for (int channel = 0; channel < 5; channel++) {
      assertThat(perChannel.weightQuantizer().orElseThrow().grid(channel).scale())
          .isLessThanOrEqualTo(halfStep * 2);
    }
  }

  private static float maxError(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static Calibration read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Calibration) in.readObject();
    }
  }

  private static Optional<String> carrier(String formats, String node) {
    return uniform(formats).carrier(index(node)).map(carrier -> carrier.format().name());
  }

  private static QuantizedNetwork uniform(String formats) {
    return QuantizedNetwork.of(
        CALIBRATION,
        Policy.uniform(NETWORK, LayerFormats.parse(formats)),
        settings(Granularity.CHANNEL));
  }

  private static Map<String, String> carriers(
      Calibration calibration, SortedMap<String, LayerFormats> layers) {
    QuantizedNetwork network =
        QuantizedNetwork.of(calibration, new Policy(layers), settings(Granularity.CHANNEL));
    Map<String, String> carriers = new TreeMap<>();
    for (int i = 0; i < network.network().nodes().size(); i++) {
      String name = network.network().nodes().get(i).name();
      network.carrier(i).ifPresent(carrier -> carriers.put(name, carrier.format().name()));
    }
    return carriers;
  }

  private static int index(String node) {
    return NETWORK.nodes().stream().map(Node::name).toList().indexOf(node);
  }

  private static PolicySettings settings(Granularity granularity) {
    return new PolicySettings(
        List.of("int8"), "free", "free", granularity, new MinMax(), new MinMax());
  }

  private static Calibration calibration(Network network) {
    RandomGenerator random = new Seeds(11).generator();
    return RandomNetworks.calibration(
        RandomNetworks.folded(network, random), RandomNetworks.images(network.input(), 20, random));
  }
}
