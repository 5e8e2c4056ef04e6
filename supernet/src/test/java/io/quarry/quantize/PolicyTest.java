package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import io.quarry.arch.Stage;
import io.quarry.format.NumberFormat.Lowering;
import io.quarry.onnx.RandomNetworks;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Stage STAGE =
      new Stage(List.of(BlockType.FUSED), List.of(1, 2), List.of(4), List.of(3), List.of(2), 1);
  private static final ElasticConvNet NET =
      new ElasticConvNet(new ConvFamily(List.of(4), 1, List.of(STAGE)), new Shape(8, 8, 3), 10);

  @ParameterizedTest
  @CsvSource({
    "int4, int4/uint4",
    "uint3, uint3/uint3",
    "int8-affine, int8-affine/uint8",
    "float32, float32/float32",
    "int4/uint8, int4/uint8",
    "int4/float32, int4/float32",
    "fp32, float32/float32",
    "e2m1, e2m1/e2m1",
    "bf16, bf16/bf16",
    "apot4, apot4/uapot4",
    "apot6, apot6/uapot5",
    "ternary-median, ternary-median/uint8"
  })
  void formatsOfALayerHaveOneText(String text, String canonical) {
    LayerFormats formats = LayerFormats.parse(text);
    assertThat(formats.text()).isEqualTo(canonical);
    assertThat(LayerFormats.parse(canonical)).isEqualTo(formats);
  }

  @Test
  void threeFormatsForALayerAreAnError() {
    assertThatThrownBy(() -> LayerFormats.parse("int4/int4/int4"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("\"int4/int4/int4\" are not the formats of a layer")
        .hasMessageContaining("Maybe write int4/uint8");
  }

  @Test
  void everyLayerHasADecisionAndPinnedOnesOneValue() {
    Condition deep = new Condition("stage1.depth", List.of("2"));
    List<String> both = List.of("int8/uint8", "int4/uint8");
    assertThat(decisions(settings(List.of("int8", "int4/uint8"), "int8", "float32")))
        .containsExactly(
            Decision.categorical("stem.format", List.of("int8/uint8")),
            Decision.categorical("stage1.block1.fused.fused.format", both),
            Decision.categorical("stage1.block1.fused.project.format", both),
            Decision.categorical("stage1.block2.fused.fused.format", both).when(deep),
            Decision.categorical("stage1.block2.fused.project.format", both).when(deep),
            Decision.categorical("classifier.format", List.of("float32/float32")));
  }

  @Test
  void freeLayersHaveAllFormats() {
    assertThat(decisions(settings(List.of("int8", "int4"), "free", "free")))
        .allSatisfy(one -> assertThat(one.values()).containsExactly("int8/uint8", "int4/uint4"));
  }

  @Test
  void policyReadsTheDecisionsOfItsNetworksLayers() {
    PolicySettings settings = settings(List.of("int8", "int3/uint5"), "int8", "free");
    SearchSpace space = settings.choices(NET).joint(NET.space(), Map.of());
    Candidate candidate = space.sample(new Seeds(1).generator());
    Network network = NET.network(candidate);
    Policy policy = settings.policy(candidate, network);
    assertThat(policy.layers()).hasSize(network.layers().size());
    for (Layer layer : network.layers()) {
      assertThat(policy.of(layer).text()).isEqualTo(candidate.value(layer.name() + ".format"));
    }
    assertThat(policy.text()).contains("stem=int8/uint8");
    assertThat(policy.decisions()).isEqualTo(candidate.restrictedTo(Policy::isDecision).values());
  }

  @Test
  void aPolicyIsReadFromItsText() {
    Network network = network();
    TreeMap<String, LayerFormats> layers = new TreeMap<>();
    for (Layer layer : network.layers()) {
      layers.put(layer.name(), LayerFormats.parse(layers.isEmpty() ? "int8" : "int3/float32"));
    }
    Policy policy = new Policy(layers);
    assertThat(Policy.parse(policy.text())).isEqualTo(policy);
    assertThatThrownBy(() -> Policy.parse("stem"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no number format \"stem\"");
    assertThat(policy.summary())
        .isEqualTo("int3/float32 ×%d, int8/uint8 ×1".formatted(network.layers().size() - 1));
    assertThat(policy.lowerings())
        .containsOnlyKeys("float32", "int3", "int8", "uint8")
        .containsValue(Lowering.EXACT)
        .doesNotContainValue(Lowering.SIMULATED);
    assertThat(policy.lowering().label()).isEqualTo("exact");
  }

  @Test
  void settingsNameWhatIsWrongWithThem() {
    assertThatThrownBy(() -> settings(List.of(), "free", "free"))
        .hasMessageContaining("A policy allows no format");
    assertThatThrownBy(() -> settings(List.of("int4", "int4/uint4"), "free", "free"))
        .hasMessageContaining("A policy names int4/uint4 twice, the second time as \"int4/uint4\"");
    assertThatThrownBy(() -> settings(List.of("int4"), "int42", "free"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("There is no number format \"int42\"");
  }

  @Test
  void layerWithoutFormatsIsAnError() {
    Network network = network();
    Policy policy = new Policy(new TreeMap<>());
    assertThatThrownBy(() -> policy.of(network.layers().get(0)))
        .hasMessage("The policy has no formats for layer stem");
  }

  private static Network network() {
    return RandomNetworks.network(new Shape(8, 8, 3), 8, List.of(BlockType.FUSED));
  }

  private static List<Decision> decisions(PolicySettings settings) {
    return settings.choices(NET).decisions();
  }

  private static PolicySettings settings(List<String> formats, String first, String last) {
    return new PolicySettings(
        formats, first, last, Granularity.CHANNEL, new MinMax(), new MinMax());
  }
}
