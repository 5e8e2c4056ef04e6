package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Add;
import io.quarry.arch.BlockType;
import io.quarry.arch.Conv;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Gate;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.arch.Stage;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final List<String> FORMATS = List.of("float32", "int8", "int4/uint8", "int2");
  private static final ElasticConvNet NET =
      net(
          List.of(
              stage(List.of(BlockType.INVERTED, BlockType.FUSED), List.of(1, 2)),
              stage(List.of(BlockType.values()), List.of(1, 2, 4)),
              stage(List.of(BlockType.BOTTLENECK), List.of(1))));

  /** Float32 or int8; depthwise convolutions may have int4 weights, too, and no float32. */
  private static final Target EDGE =
      target(
          Map.of(
              Place.CONV, List.of("float32", "int8", "int4/uint8"),
              Place.DEPTHWISE, List.of("int8", "int4/uint8"),
              Place.DENSE, List.of("float32", "int8"),
              Place.FIRST, List.of("float32")),
          List.of(Agreement.values()));

  @Test
  void everyCandidateOfTheSpaceIsLegal() {
    PolicySettings settings = settings(EDGE);
    SearchSpace space = settings.choices(NET).joint(NET.space(), Map.of());
    RandomGenerator random = new Seeds(7).generator();
    Set<Integer> depths = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Candidate candidate = space.sample(random);
      Network network = NET.network(candidate);
      Policy policy = settings.policy(candidate, network);
      depths.add(network.layers().size());
      requireLegal(network, policy);
      assertThat(space.contains(candidate)).isTrue();
    }
    assertThat(depths).as("depths that were drawn").hasSizeGreaterThan(4);
  }

  @Test
  void withoutTiesTheSameSpaceHasIllegalCandidates() {
    PolicySettings settings = settings(Target.any());
    SearchSpace space = settings.choices(NET).joint(NET.space(), Map.of());
    RandomGenerator random = new Seeds(7).generator();
    int illegal = 0;
    for (int i = 0; i < 50; i++) {
      Candidate candidate = space.sample(random);
      Network network = NET.network(candidate);
      try {
        requireLegal(network, settings.policy(candidate, network));
      } catch (AssertionError e) {
        illegal++;
      }
    }
    assertThat(illegal).as("what the property must be able to refuse").isPositive();
  }

  @Test
  void theSpaceHasOneDecisionForWhatMustAgree() {
    ElasticConvNet net = net(List.of(stage(List.of(BlockType.values()), List.of(1, 2))));
    FormatChoices choices = settings(EDGE).choices(net);

    assertThat(choices.ties().leaders())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("stage1.block1.inverted.depthwise", "stage1.block1.inverted.expand"),
                Map.entry("stage1.block2.inverted.depthwise", "stage1.block2.inverted.expand"),
                Map.entry("stage1.block2.inverted.project", "stage1.block1.inverted.project"),
                Map.entry("stage1.block2.fused.project", "stage1.block1.fused.project"),
                Map.entry("stage1.block2.bottleneck.restore", "stage1.block1.bottleneck.restore"),
                Map.entry(
                    "stage1.block1.separable.depthwise2", "stage1.block1.separable.pointwise1"),
                Map.entry(
                    "stage1.block2.separable.depthwise2", "stage1.block2.separable.pointwise1"),
                Map.entry(
                    "stage1.block2.separable.pointwise2", "stage1.block1.separable.pointwise2"),
                Map.entry(
                    "stage1.block1.inverted-se.depthwise", "stage1.block1.inverted-se.expand"),
                Map.entry("stage1.block1.inverted-se.excite", "stage1.block1.inverted-se.expand"),
                Map.entry(
                    "stage1.block2.inverted-se.depthwise", "stage1.block2.inverted-se.expand"),
                Map.entry("stage1.block2.inverted-se.excite", "stage1.block2.inverted-se.expand"),
                Map.entry(
                    "stage1.block2.inverted-se.project", "stage1.block1.inverted-se.project")));
    Map<String, List<String>> values = new TreeMap<>();
    choices.joint(net.space(), Map.of()).decisions().stream()
        .filter(decision -> Policy.isDecision(decision.name()))
        .forEach(decision -> values.put(decision.name(), decision.values()));
    List<String> conv = List.of("float32/float32", "int8/uint8", "int4/uint8");
    List<String> pair = List.of("int8/uint8", "int4/uint8");
    List<String> dense = List.of("float32/float32", "int8/uint8");
    Map<String, List<String>> expected =
        new TreeMap<>(
            Map.of(
                "stem.format", List.of("float32/float32"),
                "stage1.block1.inverted.expand.format", pair,
                "stage1.block2.inverted.expand.format", pair,
                "stage1.block1.inverted.project.format", conv,
                "stage1.block1.fused.fused.format", conv,
                "stage1.block2.fused.fused.format", conv,
                "stage1.block1.fused.project.format", conv,
                "stage1.block1.bottleneck.restore.format", conv));
    for (int block = 1; block <= 2; block++) {
      expected.put("stage1.block%d.bottleneck.reduce.format".formatted(block), conv);
      expected.put("stage1.block%d.bottleneck.spatial.format".formatted(block), conv);
      expected.put("stage1.block%d.inverted-se.expand.format".formatted(block), pair.subList(0, 1));
      expected.put("stage1.block%d.inverted-se.squeeze.format".formatted(block), dense);
      expected.put("stage1.block%d.separable.depthwise1.format".formatted(block), pair);
      expected.put("stage1.block%d.separable.pointwise1.format".formatted(block), pair);
    }
    expected.put("stage1.block1.separable.pointwise2.format", conv);
    expected.put("stage1.block1.inverted-se.project.format", conv);
    expected.put("classifier.format", dense);
    assertThat(values).isEqualTo(expected);
  }

  @Test
  void anyChangesNoSpace() {
    SearchSpace space = settings(Target.any()).choices(NET).joint(NET.space(), Map.of());
    assertThat(space.decisions().stream().filter(d -> Policy.isDecision(d.name())))
        .hasSameSizeAs(NET.layers())
        .allSatisfy(
            one ->
                assertThat(one.values())
                    .containsExactly("float32/float32", "int8/uint8", "int4/uint8", "int2/uint2"));
    assertThat(settings(Target.any()).choices(NET).ties().tied()).isEmpty();
  }

  @Test
  void aTargetThatLeavesALayerNothingIsNamedWithTheLayer() {
    Target target = target(Map.of(Place.DEPTHWISE, List.of("int3")), List.of());
    assertThatThrownBy(() -> settings(target).choices(NET))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Target edge allows layer stage1.block1.inverted.depthwise (depthwise) nothing of"
                + " policy.formats = [float32, int8, int4/uint8, int2], but int3/uint3%n"
                    .formatted()
                + "Maybe give it one of these.");
  }

  @Test
  void layersThatAgreeInNothingAreNamed() {
    Target target =
        target(
            Map.of(Place.DEPTHWISE, List.of("int8"), Place.CONV, List.of("float32")),
            List.of(Agreement.DEPTHWISE));
    assertThatThrownBy(() -> settings(target).choices(NET))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Target edge wants equal formats in stage1.block1.inverted.expand and"
                + " stage1.block1.inverted.depthwise, and leaves [float32/float32] to one and"
                + " [int8/uint8] to the other");
  }

  @Test
  void aPinMustBeLegal() {
    assertThatThrownBy(() -> settings(EDGE, "int8", "free").choices(NET))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "Target edge allows layer stem (first) nothing of policy.first-layer = int8, but"
                + " float32/float32");
    assertThatThrownBy(() -> settings(EDGE, "free", "int2").choices(NET))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "layer classifier (dense) nothing of policy.last-layer = int2, but float32/float32,"
                + " int8/uint8");
    assertThat(settings(EDGE, "float32", "int8").choices(NET).decisions())
        .contains(Decision.categorical("classifier.format", List.of("int8/uint8")));
  }

  @Test
  void formatsAreLegalWhereSomeLayerMayHaveThem() {
    assertThat(settings(EDGE).legalFormats())
        .containsExactly("float32/float32", "int8/uint8", "int4/uint8");
    assertThat(settings(Target.any()).legalFormats())
        .containsExactly("float32/float32", "int8/uint8", "int4/uint8", "int2/uint2");
  }

  @Test
  void aRestrictionOfATiedLayerHoldsOnlyWithItsLeaders() {
    FormatChoices choices = settings(EDGE).choices(NET);
    String leader = "stage1.block1.fused.project.format";
    String tied = "stage1.block2.fused.project.format";
    List<String> int8 = List.of("int8/uint8");

    assertThatThrownBy(() -> choices.joint(NET.space(), Map.of(tied, int8)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "%s = [int8/uint8] cannot be, for it has the value of %s = [float32/float32, int8/uint8, int4/uint8]: the target wants them equal%nMaybe restrict %s as well."
                .formatted(tied, leader, leader));
    assertThatThrownBy(() -> choices.joint(NET.space(), Map.of("block2.format", int8)))
        .hasMessageContaining("restrict stage1.block1");
    assertThat(valuesOf(leader, choices.joint(NET.space(), Map.of(leader, int8)))).isEqualTo(int8);
    SearchSpace both = choices.joint(NET.space(), Map.of(leader, int8, tied, int8));
    assertThat(valuesOf(leader, both)).isEqualTo(int8);
    assertThat(both.decisions()).extracting(Decision::name).doesNotContain(tied);
    assertThat(valuesOf(leader, choices.joint(NET.space(), Map.of("stage1.format", int8))))
        .isEqualTo(int8);
  }

  @Test
  void aTiedLayerThatIsNeverThereRestrictsNothing() {
    FormatChoices choices = settings(EDGE).choices(NET);
    SearchSpace shallow =
        choices.joint(
            NET.space(),
            Map.of(
                "stage1.depth", List.of("1"),
                "stage1.block2.fused.project.format", List.of("int8/uint8")));
    assertThat(valuesOf("stage1.block1.fused.project.format", shallow)).hasSize(3);
  }

  @Test
  void latencyIsRealOrRefused() {
    settings(Target.any()).requireTimed();
    settings(EDGE).requireTimed();
    Target packed = new Target("packed", "d", "r", false, new TreeMap<>(), List.of());
    assertThatThrownBy(() -> settings(packed).requireTimed())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Target packed has no latency");
  }

  @Test
  void integersWithoutKernelsHaveNoLatency() {
    List<String> formats = List.of("float32", "int8-affine/uint8");
    assertThatThrownBy(
            () -> settings(Target.any(), formats, "free", Granularity.CHANNEL).requireTimed())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "int8-affine/uint8 would be simulated in float32 (weight-granularity = channel)");
    settings(Target.any(), formats, "free", Granularity.TENSOR).requireTimed();
    settings(EDGE, formats, "free", Granularity.CHANNEL).requireTimed();
    assertThatThrownBy(
            () ->
                settings(Target.any(), List.of("int8"), "int4-affine/uint8", Granularity.CHANNEL)
                    .requireTimed())
        .hasMessageContaining("int4-affine/uint8 would");
  }

  @Test
  void simulatedFormatsHaveNoLatency() {
    for (String format : List.of("e2m1", "bf16", "apot4", "int8/e4m3", "e5m2/uint8")) {
      assertThatThrownBy(
              () ->
                  settings(Target.any(), List.of("int8", format), "free", Granularity.CHANNEL)
                      .requireTimed())
          .isInstanceOf(InputException.class)
          .hasMessageContaining(LayerFormats.parse(format).text() + " would be simulated");
    }
    settings(Target.any(), List.of("ternary-mean"), "free", Granularity.CHANNEL).requireTimed();
  }

  @Test
  void aTargetThatAllowsNothingIsRefused() {
    assertThatThrownBy(() -> target(Map.of(Place.DENSE, List.of()), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("A target allows nothing for dense");
  }

  /** Checked on the network itself: allowed formats, equal ones in sums and depthwise pairs. */
  private static void requireLegal(Network network, Policy policy) {
    List<Layer> layers = network.layers();
    for (Layer layer : layers) {
      Place place =
          layer == layers.get(0)
              ? Place.FIRST
              : layer instanceof Conv conv
                  ? conv.depthwise() ? Place.DEPTHWISE : Place.CONV
                  : Place.DENSE;
      assertThat(EDGE.formats().get(place)).as(layer.name()).contains(policy.of(layer));
      if (place == Place.DEPTHWISE && !layer.name().endsWith(".depthwise1")) {
        Layer before = (Layer) network.nodes().get(layer.input());
        assertThat(policy.of(layer)).as(layer.name()).isEqualTo(policy.of(before));
      }
    }
    for (Node node : network.nodes()) {
      if (node instanceof Add || node instanceof Gate) {
        List<LayerFormats> met = new ArrayList<>();
        collect(network, node, policy, met);
        assertThat(Set.copyOf(met)).as(node.name()).hasSize(1);
      }
    }
  }

  private static void collect(Network network, Node sum, Policy policy, List<LayerFormats> met) {
    for (int input : sum.inputs()) {
      Node node = network.nodes().get(input);
      if (node instanceof Layer layer) {
        met.add(policy.of(layer));
      } else {
        collect(network, node, policy, met);
      }
    }
  }

  private static List<String> valuesOf(String name, SearchSpace space) {
    return space.decisions().stream()
        .filter(decision -> decision.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  private static Stage stage(List<BlockType> blocks, List<Integer> depths) {
    return new Stage(blocks, depths, List.of(4, 8), List.of(1, 3), List.of(2, 4), 2);
  }

  private static ElasticConvNet net(List<Stage> stages) {
    return new ElasticConvNet(new ConvFamily(List.of(4, 8), 1, stages), new Shape(16, 16, 3), 10);
  }

  private static Target target(Map<Place, List<String>> formats, List<Agreement> agreements) {
    TreeMap<Place, List<LayerFormats>> parsed = new TreeMap<>();
    formats.forEach(
        (place, texts) -> parsed.put(place, texts.stream().map(LayerFormats::parse).toList()));
    return new Target("edge", "A chip.", "ONNX Runtime", true, parsed, agreements);
  }

  private static PolicySettings settings(Target target) {
    return settings(target, "free", "free");
  }

  private static PolicySettings settings(Target target, String first, String last) {
    return new PolicySettings(
        FORMATS, first, last, Granularity.CHANNEL, new MinMax(), new MinMax(), target);
  }

  private static PolicySettings settings(
      Target target, List<String> formats, String first, Granularity granularity) {
    return new PolicySettings(
        formats, first, "free", granularity, new MinMax(), new MinMax(), target);
  }
}
