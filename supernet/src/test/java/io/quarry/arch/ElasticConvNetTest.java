package io.quarry.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.SearchSpace;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ElasticConvNetTest {
  private static final List<BlockType> ALL = List.of(BlockType.values());
  private static final ElasticConvNet NET =
      new ElasticConvNet(
          new ConvFamily(
              List.of(8, 16),
              1,
              List.of(
                  new Stage(
                      ALL, List.of(1, 2), List.of(8, 16, 32), List.of(3, 5), List.of(2, 4), 2),
                  new Stage(
                      List.of(BlockType.INVERTED),
                      List.of(1, 3),
                      List.of(16, 64),
                      List.of(3),
                      List.of(2),
                      2))),
          new Shape(15, 15, 3),
          10);

  @Test
  void countsItsSpaceExactly() {
    // Stem 2; stage 1: 3 widths × (4 types × (4 + 4²) + separable, without expansions: 2 + 2²);
    // stage 2: 2 depths × 2 widths.
    assertThat(NET.space().size()).isEqualTo(BigInteger.valueOf(2L * 3 * (4 * 20 + 6) * 4));
  }

  @Test
  void buildsTheLayersWhoseConditionsHoldInTheirOrder() {
    RandomGenerator random = new Seeds(3).generator();
    for (int i = 0; i < 200; i++) {
      Candidate candidate = NET.space().sample(random);
      List<String> expected =
          NET.layers().stream()
              .filter(layer -> holds(layer.conditions(), candidate))
              .map(ElasticLayer::name)
              .toList();
      assertThat(NET.network(candidate).layers()).extracting(Layer::name).isEqualTo(expected);
    }
  }

  @Test
  void everyNetworkLiesBetweenTheSmallestAndTheLargest() {
    long largest = NET.network(NET.largest()).macs();
    long smallest = NET.network(NET.smallest()).macs();
    RandomGenerator random = new Seeds(4).generator();
    for (int i = 0; i < 200; i++) {
      assertThat(NET.network(NET.space().sample(random)).macs()).isBetween(smallest, largest);
    }
    assertThat(NET.space().contains(NET.largest())).isTrue();
    assertThat(NET.space().contains(NET.smallest())).isTrue();
  }

  @Test
  void theLargestAloneIsAFamilyOfOneNetwork() {
    ElasticConvNet alone = NET.largestAlone();

    assertThat(alone.largest()).isEqualTo(NET.largest()).isEqualTo(alone.smallest());
    assertThat(alone.network(alone.largest())).isEqualTo(NET.network(NET.largest()));
    assertThat(alone.space().sample(new Seeds(4).generator())).isEqualTo(NET.largest());
  }

  @Test
  void theExtremesOfARestrictionLieInIt() {
    SearchSpace within =
        NET.space()
            .restrict(
                Map.of(
                    "stage1.type", List.of("inverted", "bottleneck"),
                    "stage1.width", List.of("16"),
                    "stage2.depth", List.of("1"),
                    "stage1.block1.kernel", List.of("3")));
    Candidate largest = NET.largest(within);
    Candidate smallest = NET.smallest(within);
    assertThat(within.contains(largest)).isTrue();
    assertThat(within.contains(smallest)).isTrue();
    assertThat(largest.values())
        .containsEntry("stage1.depth", "2")
        .containsEntry("stem.width", "16");
    RandomGenerator random = new Seeds(5).generator();
    for (int i = 0; i < 200; i++) {
      assertThat(NET.network(within.sample(random)).macs())
          .isBetween(NET.network(smallest).macs(), NET.network(largest).macs());
    }
  }

  @Test
  void countsMacsOfAnInvertedResidualByHand() {
    Network network = NET.network(NET.smallest());
    // Stem 15·15·(3·3·3)·8; the image is 15, then 8, then 4 pixels wide.
    assertThat(network.layers().get(0).macs()).isEqualTo(15L * 15 * 27 * 8);
    Layer depthwise =
        network.layers().stream()
            .filter(layer -> layer.name().equals("stage2.block1.inverted.depthwise"))
            .findFirst()
            .orElseThrow();
    assertThat(depthwise.macs()).isEqualTo(4L * 4 * 9 * 32);
    assertThat(network.classes()).isEqualTo(10);
  }

  @Test
  void laterBlocksOfAStageAreResidual() {
    Network network = NET.network(NET.largest());
    List<String> sums =
        network.nodes().stream().filter(Add.class::isInstance).map(Node::name).toList();
    assertThat(sums)
        .containsExactly(
            "stage1.block2.fused.sum", "stage2.block2.inverted.sum", "stage2.block3.inverted.sum");
  }

  @Test
  void expansionIsADecisionOfBlocksThatHaveOne() {
    RandomGenerator random = new Seeds(6).generator();
    boolean separable = false;
    for (int i = 0; i < 50; i++) {
      Candidate candidate = NET.space().sample(random);
      boolean none = candidate.value("stage1.type").equals("separable");
      separable |= none;
      assertThat(candidate.decides("stage1.block1.kernel")).isTrue();
      assertThat(candidate.decides("stage1.block1.expansion")).isEqualTo(!none);
    }
    assertThat(separable).isTrue();
    assertThat(NET.space().text())
        .contains(
            "stage1.block2.expansion = [2, 4] when stage1.depth in [2]"
                + " when stage1.type in [inverted, fused, bottleneck, inverted-se]\n")
        .contains("stage2.block1.expansion = [2]\n");
  }

  @Test
  void stageThatNothingExpandsInHasNoExpansions() {
    ElasticConvNet net = separable(List.of());
    assertThat(net.space().text()).doesNotContain("expansion");
    // Stem 1; 2 widths × (2 + 2²) kernels.
    assertThat(net.space().size()).isEqualTo(BigInteger.valueOf(12));
    Network network = net.network(net.largest());
    assertThat(network.nodes())
        .extracting(Node::name)
        .containsExactly(
            "stem",
            "stage1.block1.separable.depthwise1",
            "stage1.block1.separable.pointwise1",
            "stage1.block1.separable.depthwise2",
            "stage1.block1.separable.pointwise2",
            "stage1.block2.separable.depthwise1",
            "stage1.block2.separable.pointwise1",
            "stage1.block2.separable.depthwise2",
            "stage1.block2.separable.pointwise2",
            "stage1.block2.separable.sum",
            "pool",
            "classifier");
    // 7 pixels, then 4; 8 channels, then 16.
    assertThat(network.layers().subList(1, 5))
        .extracting(Layer::macs)
        .containsExactly(16L * 25 * 8, 16L * 8 * 16, 16L * 25 * 16, 16L * 16 * 16);
    assertThat(network.nodes().get(9))
        .isEqualTo(new Add("stage1.block2.separable.sum", 4, 8, new Shape(4, 4, 16), false));
    assertThat(separable(List.of(2)).space()).isEqualTo(net.space());
  }

  @Test
  void stageThatSomethingExpandsInNeedsExpansions() {
    List<BlockType> both = List.of(BlockType.SEPARABLE, BlockType.INVERTED);
    Stage stage = new Stage(both, List.of(1), List.of(8), List.of(3), List.of(), 1);
    ConvFamily family = new ConvFamily(List.of(8), 1, List.of(stage));
    assertThatThrownBy(() -> new ElasticConvNet(family, new Shape(8, 8, 1), 2))
        .hasMessage("expansions = [] must be positive numbers in ascending order");
  }

  @Test
  void gateStandsBetweenDepthwiseAndProjection() {
    Network network = gated(List.of(2, 3));
    String block = "stage1.block1.inverted-se.";
    assertThat(network.nodes().subList(1, 8))
        .extracting(Node::name)
        .containsExactly(
            block + "expand",
            block + "depthwise",
            block + "pool",
            block + "squeeze",
            block + "excite",
            block + "gate",
            block + "project");
    // 6 wide times 3 are 18 inner channels; a quarter of them are 4.5, rounded up.
    Shape inner = new Shape(8, 8, 18);
    assertThat(network.nodes().subList(3, 7))
        .containsExactly(
            new GlobalAveragePool(block + "pool", 2, inner),
            new Dense(block + "squeeze", 3, 18, 5, Activation.RELU),
            new Dense(block + "excite", 4, 5, 18, Activation.HARD_SIGMOID),
            new Gate(block + "gate", 2, 5, inner));
    assertThat(network.nodes().get(7).inputs()).containsExactly(6);
    assertThat(network.layers().subList(3, 5)).extracting(Layer::macs).containsExactly(90L, 90L);
  }

  @Test
  void gatesOfNarrowBlocksKeepAChannel() {
    Node squeeze = gated(List.of(1)).nodes().get(4);
    assertThat(squeeze.output().channels()).isEqualTo(2);
    Stage stage =
        new Stage(
            List.of(BlockType.INVERTED_SE), List.of(1), List.of(1), List.of(3), List.of(1), 1);
    ElasticConvNet net =
        new ElasticConvNet(new ConvFamily(List.of(4), 1, List.of(stage)), new Shape(8, 8, 3), 10);
    assertThat(net.network(net.largest()).nodes().get(4).output().channels()).isEqualTo(1);
  }

  @Test
  void branchesHoldEveryLayer() {
    List<String> held =
        NET.branches().stream().flatMap(n -> n.layers().stream()).map(Layer::name).toList();
    assertThat(held).containsAll(NET.layers().stream().map(ElasticLayer::name).toList());
  }

  @Test
  void refusesAListThatDoesNotAscend() {
    Stage stage = new Stage(ALL, List.of(2, 1), List.of(8), List.of(3), List.of(2), 1);
    ConvFamily family = new ConvFamily(List.of(8), 1, List.of(stage));
    assertThatThrownBy(() -> new ElasticConvNet(family, new Shape(8, 8, 1), 2))
        .hasMessage("depths = [2, 1] must be positive numbers in ascending order");
  }

  private static ElasticConvNet separable(List<Integer> expansions) {
    Stage stage =
        new Stage(
            List.of(BlockType.SEPARABLE),
            List.of(1, 2),
            List.of(8, 16),
            List.of(3, 5),
            expansions,
            2);
    return new ElasticConvNet(
        new ConvFamily(List.of(8), 1, List.of(stage)), new Shape(7, 7, 1), 10);
  }

  /** The largest network of a stage of gated blocks, one deep and 6 wide. */
  private static Network gated(List<Integer> expansions) {
    Stage stage =
        new Stage(
            List.of(BlockType.INVERTED_SE), List.of(1), List.of(6), List.of(3), expansions, 1);
    ElasticConvNet net =
        new ElasticConvNet(new ConvFamily(List.of(4), 1, List.of(stage)), new Shape(8, 8, 3), 10);
    return net.network(net.largest());
  }

  private static boolean holds(List<Condition> conditions, Candidate candidate) {
    return conditions.stream()
        .allMatch(condition -> condition.values().contains(candidate.value(condition.decision())));
  }
}
