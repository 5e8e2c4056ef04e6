package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.Conv;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTimesTest {
  private static final Network NETWORK =
      RandomNetworks.network(
          new Shape(16, 16, 3),
          16,
          List.of(BlockType.INVERTED_SE, BlockType.FUSED, BlockType.BOTTLENECK));
  private static final float[][] IMAGES =
      RandomNetworks.images(NETWORK.input(), 5, new Seeds(2).generator());

  @ParameterizedTest
  @ValueSource(strings = {"int8", "int4", "float32", "int4/float32", "float32/uint4"})
  void everyOperatorWorksForANodeThatExistsAndConversionsForTheirReader(String formats) {
    RuntimeGraph graph = RuntimeGraph.of(model(formats));
    List<Integer> owners = OperatorOwners.of(graph.operators(), NETWORK);
    assertThat(owners).hasSize(graph.operators().size());
    for (int i = 0; i < owners.size(); i++) {
      RuntimeOperator operator = graph.operators().get(i);
      String node = NETWORK.nodes().get(owners.get(i)).name();
      if (operator.isIntegerLayer() || operator.isFloatLayer()) {
        assertThat(operator.writtenName()).isIn(node, ModelWriter.OUTPUT);
      }
      if (operator.inputs().contains(ModelWriter.INPUT)) {
        assertThat(node).isEqualTo("stem");
      }
    }
  }

  @Test
  void everyNodeOfAnIntegerNetworkTakesTime() {
    KernelTimes times =
        KernelTimes.of(model("int8"), NETWORK, RandomNetworks.direct(IMAGES), 1, 2, 20);
    assertThat(times.nodeMs()).hasSize(NETWORK.nodes().size()).allMatch(ms -> ms >= 0);
    assertThat(times.nodeMs().subList(0, 4)).allMatch(ms -> ms > 0);
    assertThat(times.sumMs()).isGreaterThan(times.nodeMs().get(0));
  }

  @Test
  void sumThatAFloatConvolutionTakesOverHasNoTime() {
    KernelTimes times =
        KernelTimes.of(model("float32"), NETWORK, RandomNetworks.direct(IMAGES), 1, 2, 20);
    for (int node = 0; node < NETWORK.nodes().size(); node++) {
      if (NETWORK.nodes().get(node) instanceof Add) {
        assertThat(times.nodeMs().get(node)).isZero();
      } else if (NETWORK.nodes().get(node) instanceof Conv) {
        assertThat(times.nodeMs().get(node)).isPositive();
      }
    }
  }

  private static byte[] model(String formats) {
    PolicySettings settings =
        new PolicySettings(
            List.of("int8"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());
    QuantizedNetwork quantized =
        QuantizedNetwork.of(
            RandomNetworks.calibration(
                RandomNetworks.folded(NETWORK, new Seeds(1).generator()), IMAGES),
            Policy.uniform(NETWORK, LayerFormats.parse(formats)),
            settings);
    return ModelWriter.bytes(quantized, Map.of());
  }
}
