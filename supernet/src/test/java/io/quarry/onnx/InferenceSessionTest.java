package io.quarry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.BlockType;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.net.FoldedNetwork;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibration;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.QuantizedNetwork;
import io.quarry.seed.Seeds;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InferenceSessionTest {
  private static final PolicySettings SETTINGS =
      new PolicySettings(
          List.of("int8"), "free", "free", Granularity.CHANNEL, new MinMax(), new MinMax());

  @Test
  void bytesThatAreNoModelAreRefused() {
    assertThatThrownBy(() -> InferenceSession.open(new byte[] {1, 2, 3}, 1))
        .isInstanceOf(InferenceException.class)
        .hasMessage("ONNX Runtime did not open the model")
        .hasCauseInstanceOf(Exception.class);
  }

  @Test
  void imagesMayLieInAnyBufferAndItsPositionStays() {
    Network network = RandomNetworks.network(new Shape(6, 6, 2), 8, List.of(BlockType.FUSED));
    FoldedNetwork folded = RandomNetworks.folded(network, new Seeds(1).generator());
    float[][] images = RandomNetworks.images(network.input(), 4, new Seeds(2).generator());
    byte[] model =
        ModelWriter.bytes(quantized(RandomNetworks.calibration(folded, images)), Map.of());
    FloatBuffer direct = RandomNetworks.direct(images);
    FloatBuffer heap = FloatBuffer.allocate(direct.remaining()).put(direct.duplicate()).flip();
    int elements = network.input().elements();
    try (InferenceSession session = InferenceSession.open(model, 2)) {
      float[] logits = session.run(direct);
      assertThat(logits).hasSize(4 * network.classes());
      assertThat(direct.position()).isZero();
      assertThat(session.run(heap)).isEqualTo(logits);
      assertThat(session.run(direct.slice(3 * elements, elements)))
          .isEqualTo(Arrays.copyOfRange(logits, 3 * network.classes(), logits.length));
    }
  }

  @Test
  void networkThatDoesNotEndInADenseLayerIsNotWritten() {
    Shape shape = new Shape(2, 2, 3);
    Network network = new Network(shape, List.of(new GlobalAveragePool("pool", Node.INPUT, shape)));
    ActivationStatistics statistics = ActivationStatistics.of(FloatBuffer.wrap(new float[] {1}));
    Calibration calibration =
        new Calibration(new FoldedNetwork(network, Map.of()), List.of(statistics, statistics));
    QuantizedNetwork quantized = quantized(calibration);
    assertThatThrownBy(() -> ModelWriter.bytes(quantized, Map.of()))
        .hasMessage("The last node, pool, must be dense");
  }

  private static QuantizedNetwork quantized(Calibration calibration) {
    Network network = calibration.folded().network();
    return QuantizedNetwork.of(
        calibration, Policy.uniform(network, LayerFormats.parse("int8")), SETTINGS);
  }
}
