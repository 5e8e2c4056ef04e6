package io.quarry.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ElasticStageTest {
  private static final List<BlockType> TYPES =
      List.of(BlockType.INVERTED, BlockType.FUSED, BlockType.BOTTLENECK);
  private static final ElasticConvNet NET =
      new ElasticConvNet(
          new ConvFamily(
              List.of(8, 16),
              2,
              List.of(
                  new Stage(TYPES, List.of(1, 2), List.of(8, 16), List.of(3, 5), List.of(2, 4), 2),
                  new Stage(TYPES, List.of(1, 2), List.of(4, 8, 16), List.of(3), List.of(2), 1))),
          new Shape(15, 18, 3),
          10);
  private static final ElasticStage STAGE =
      new ElasticStage(NET, 2, BlockType.BOTTLENECK, List.of(4, 8));

  @Test
  void itsDecisionsAreThoseOfTheFamilyWithinTypeAndWindow() {
    assertThat(STAGE.space().text())
        .isEqualTo(
            """
            stage1.width = [8, 16]
            stage2.type = [bottleneck]
            stage2.depth = [1, 2]
            stage2.width = [4, 8]
            stage2.block1.kernel = [3]
            stage2.block1.expansion = [2]
            stage2.block2.kernel = [3] when stage2.depth in [2]
            stage2.block2.expansion = [2] when stage2.depth in [2]
            """);
    ElasticStage first = new ElasticStage(NET, 1, BlockType.INVERTED, List.of(16));
    assertThat(first.space().decisions().get(0).name()).isEqualTo("stem.width");
    assertThat(first.space().size()).isEqualTo(BigInteger.valueOf(2 * (4 + 4 * 4)));
  }

  @Test
  void theNetworkBeforeAndTheStageAreWhatTheFamilysNetworkHas() {
    RandomGenerator random = new Seeds(3).generator();
    for (int i = 0; i < 100; i++) {
      Candidate candidate = NET.space().sample(random);
      Network before = NET.networkBefore(2, candidate);
      Network stage = STAGE.network(STAGE.subStage(candidate));
      assertThat(stage.input()).isEqualTo(before.output());
      assertThat(stage.endsInLogits()).isFalse();
      List<Node> parts = new ArrayList<>(before.nodes());
      parts.addAll(stage.nodes());
      List<Node> whole = NET.network(candidate).nodes();
      assertThat(parts).hasSize(whole.size() - 2);
      assertThat(described(parts)).isEqualTo(described(whole.subList(0, parts.size())));
    }
  }

  @Test
  void projectionsLeadFromOtherFeaturesToThemAndBack() {
    Network network = STAGE.between(40, STAGE.largest(), 30);
    assertThat(network.input()).isEqualTo(new Shape(4, 5, 40));
    assertThat(network.output()).isEqualTo(new Shape(4, 5, 30));
    List<Layer> layers = network.layers();
    assertThat(layers.get(0))
        .isEqualTo(new Conv("project-in", Node.INPUT, new Shape(4, 5, 40), 16, 1, 1, false, false));
    assertThat(layers.stream().filter(ElasticStage::isProjection).map(Layer::name))
        .containsExactly("project-in", "project-out");
    assertThat(described(network.nodes()).subList(1, network.nodes().size() - 1))
        .isEqualTo(described(STAGE.network(STAGE.largest()).nodes()));
  }

  @Test
  void everySubStageLiesBetweenTheSmallestAndTheLargest() {
    for (BlockType type : TYPES) {
      ElasticStage stage = new ElasticStage(NET, 1, type, List.of(8, 16));
      assertThat(stage.space().contains(stage.largest())).isTrue();
      assertThat(stage.space().contains(stage.smallest())).isTrue();
      RandomGenerator random = new Seeds(4).generator();
      for (int i = 0; i < 50; i++) {
        assertThat(stage.network(stage.space().sample(random)).macs())
            .isBetween(
                stage.network(stage.smallest()).macs(), stage.network(stage.largest()).macs());
      }
    }
  }

  @Test
  void refusesWhatTheFamilyDoesNotHave() {
    assertThatThrownBy(() -> new ElasticStage(NET, 3, BlockType.FUSED, List.of(4)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("There is no stage 3")
        .hasMessageContaining("one of stages 1 to 2 is meant.");
    assertThatThrownBy(() -> new ElasticStage(NET, 2, BlockType.FUSED, List.of(4, 5)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stage2.width")
        .hasMessageContaining("5");
    assertThatThrownBy(() -> new ElasticStage(NET, 2, BlockType.FUSED, List.of(8, 4)))
        .hasMessage("widths = [8, 4] must be positive numbers in ascending order");
  }

  /** Nodes without the indices that they read. */
  private static List<String> described(List<Node> nodes) {
    return nodes.stream()
        .map(
            node ->
                node instanceof Conv c
                    ? "%s %s %d %d %d %s %s"
                        .formatted(
                            c.name(),
                            c.in(),
                            c.outChannels(),
                            c.kernel(),
                            c.stride(),
                            c.depthwise(),
                            c.relu())
                    : node.name() + " " + node.output())
        .toList();
  }
}
