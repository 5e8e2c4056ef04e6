package io.quarry.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Policy;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CostsTest {
  /** 10 channels × 27 weights = 270, 4×4 outputs: 4320 MACs; then 10 × 7 = 70. */
  private static final Network NETWORK =
      new Network(
          new Shape(8, 8, 3),
          List.of(
              new Conv("stem", Node.INPUT, new Shape(8, 8, 3), 10, 3, 2, false, true),
              new GlobalAveragePool("pool", 0, new Shape(4, 4, 10)),
              new Dense("classifier", 1, 10, 7)));

  @Test
  void floatWeightsAndBiasesTakeFourBytes() {
    Costs costs = costs(Granularity.CHANNEL, "float32", "float32");
    assertThat(costs.sizeBytes()).isEqualTo(4 * (270 + 10 + 70 + 7));
    assertThat(costs.macs()).isEqualTo(4320 + 70);
    assertThat(costs.bops()).isEqualTo((4320 + 70) * 32L * 32);
  }

  @Test
  void integerWeightsArePackedAndHaveScales() {
    Costs costs = costs(Granularity.CHANNEL, "int3/uint5", "int8");
    long stem = 102 + 10 * 4 + 10 * 4;
    long classifier = 70 + 7 * 4 + 7 * 4;
    assertThat(costs.sizeBytes()).isEqualTo(stem + classifier);
    assertThat(costs.bops()).isEqualTo(4320 * 3 * 5 + 70 * 8 * 8);
  }

  @Test
  void affineWeightsHaveZeroPointsToo() {
    assertThat(costs(Granularity.CHANNEL, "uint8", "float32").sizeBytes())
        .isEqualTo(270 + 10 * (4 + 4 + 1) + 4 * (70 + 7));
    assertThat(costs(Granularity.TENSOR, "uint8", "float32").sizeBytes())
        .isEqualTo(270 + 10 * 4 + 4 + 1 + 4 * (70 + 7));
  }

  @Test
  void everyFormatCountsItsBitsAndAScaleWhereItHasOne() {
    assertThat(costs(Granularity.CHANNEL, "e2m1", "e4m3").sizeBytes())
        .isEqualTo(135 + 10 * (4 + 4) + 70 + 7 * (4 + 4));
    assertThat(costs(Granularity.CHANNEL, "e2m1", "e4m3").bops()).isEqualTo(4320 * 16 + 70 * 64);
    assertThat(costs(Granularity.CHANNEL, "bf16", "float32").sizeBytes())
        .isEqualTo(2 * 270 + 10 * 4 + 4 * (70 + 7));
    assertThat(costs(Granularity.TENSOR, "ternary-mean", "apot4").sizeBytes())
        .isEqualTo(68 + 10 * 4 + 4 + 35 + 7 * 4 + 4);
  }

  @Test
  void objectivesHaveNamesAndUnknownOnesAreAnError() {
    assertThat(Objectives.ALL)
        .allSatisfy(
            objective -> assertThat(Objectives.named(objective.name())).isEqualTo(objective));
    assertThatThrownBy(() -> Objectives.named("latency"))
        .hasMessageContaining("There is no objective \"latency\"")
        .hasMessageContaining(
            "Maybe use one of top1-error, loss, latency-ms, size-bytes, macs, bops.");
  }

  private static Costs costs(Granularity granularity, String stem, String classifier) {
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    layers.put("stem", LayerFormats.parse(stem));
    layers.put("classifier", LayerFormats.parse(classifier));
    return Costs.of(NETWORK, new Policy(layers), granularity);
  }
}
