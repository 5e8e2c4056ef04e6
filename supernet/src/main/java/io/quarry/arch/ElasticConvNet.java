package io.quarry.arch;

import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * An elastic convolutional network for images of one shape: its architecture decisions, and the
 * network that a candidate selects.
 *
 * <p>Decisions: {@code stem.width}; per stage {@code stageS.type}, {@code .depth}, {@code .width};
 * per block {@code stageS.blockB.kernel}, {@code .expansion}, active when the stage is that deep,
 * the expansion moreover when the stage's type has one ({@link BlockType#hasExpansion}). Layers are
 * named after their place, their block type and their role, such as {@code
 * stage1.block2.inverted.expand}, so that block types never share weights. The first block of a
 * stage has no residual connection, every other one has.
 *
 * @param family what is elastic
 * @param input shape of one image
 * @param classes of the task
 */
public record ElasticConvNet(ConvFamily family, Shape input, int classes) implements Serializable {

  public ElasticConvNet {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(input, "input");
    family.check();
  }

  /** The architecture decisions, in the order of the network. */
  public SearchSpace space() {
    List<Decision> decisions = new ArrayList<>();
    decisions.add(Decision.ordinal("stem.width", family.stemWidths()));
    for (int s = 1; s <= family.stages().size(); s++) {
      Stage stage = stage(s);
      String name = "stage" + s;
      List<String> types = stage.blocks().stream().map(BlockType::label).toList();
      decisions.add(Decision.categorical(name + ".type", types));
      decisions.add(Decision.ordinal(name + ".depth", stage.depths()));
      decisions.add(Decision.ordinal(name + ".width", stage.widths()));
      for (int b = 1; b <= stage.deepest(); b++) {
        String block = blockName(s, b);
        Condition[] deepEnough = depthCondition(s, b).toArray(Condition[]::new);
        decisions.add(Decision.ordinal(block + ".kernel", stage.kernels()).when(deepEnough));
        if (!stage.expandingBlocks().isEmpty()) {
          decisions.add(
              Decision.ordinal(block + ".expansion", stage.expansions())
                  .when(deepEnough)
                  .when(expansionCondition(s).toArray(Condition[]::new)));
        }
      }
    }
    return SearchSpace.of(decisions);
  }

  /** Every layer that some network of the family has, in the order of the network. */
  public List<ElasticLayer> layers() {
    List<ElasticLayer> layers = new ArrayList<>();
    layers.add(new ElasticLayer("stem", List.of()));
    for (int s = 1; s <= family.stages().size(); s++) {
      for (int b = 1; b <= stage(s).deepest(); b++) {
        for (BlockType type : stage(s).blocks()) {
          List<Condition> conditions = new ArrayList<>(depthCondition(s, b));
          if (stage(s).blocks().size() > 1) {
            conditions.add(new Condition("stage" + s + ".type", List.of(type.label())));
          }
          for (String role : type.roles()) {
            layers.add(new ElasticLayer(layerName(s, b, type, role), conditions));
          }
        }
      }
    }
    layers.add(new ElasticLayer("classifier", List.of()));
    return layers;
  }

  /**
   * The network that a candidate selects.
   *
   * @param candidate decides at least the architecture decisions of {@link #space()} that are
   *     active
   */
  public Network network(Candidate candidate) {
    NetworkBuilder net = new NetworkBuilder(input);
    addStem(net, candidate);
    addStages(net, 1, stages(), candidate);
    net.globalAveragePool("pool");
    net.dense("classifier", classes, Activation.NONE);
    return net.build();
  }

  /**
   * The network that a candidate selects up to a stage, which it leaves out: it puts out what the
   * stage reads.
   *
   * @param stage counted from 1
   */
  public Network networkBefore(int stage, Candidate candidate) {
    NetworkBuilder net = new NetworkBuilder(input);
    addStem(net, candidate);
    addStages(net, 1, stage - 1, candidate);
    return net.build();
  }

  private void addStem(NetworkBuilder net, Candidate candidate) {
    net.conv("stem", number(candidate, "stem.width"), 3, family.stemStride(), true);
  }

  /** Adds some stages, from one to another and both included. */
  void addStages(NetworkBuilder net, int from, int to, Candidate candidate) {
    for (int s = from; s <= to; s++) {
      String stage = "stage" + s;
      BlockType type = BlockType.parse(candidate.value(stage + ".type"));
      int depth = number(candidate, stage + ".depth");
      int width = number(candidate, stage + ".width");
      for (int b = 1; b <= depth; b++) {
        String block = blockName(s, b);
        int kernel = number(candidate, block + ".kernel");
        int inner =
            type.hasExpansion()
                ? Stage.innerChannels(type, width, number(candidate, block + ".expansion"))
                : width;
        int stride = b == 1 ? stage(s).stride() : 1;
        addBlock(net, block + "." + type.label(), type, inner, width, kernel, stride, b > 1);
      }
    }
  }

  /** The candidate with the most multiply-accumulates a stage can have, whatever its type. */
  public Candidate largest() {
    return largest(space());
  }

  /** As {@link #largest()}, with values of {@link #space()} or a restriction of it alone. */
  public Candidate largest(SearchSpace within) {
    return new Extremes(this, within).largest();
  }

  /** The candidate with the fewest multiply-accumulates a stage can have. */
  public Candidate smallest() {
    return smallest(space());
  }

  /** As {@link #smallest()}, with values of {@link #space()} or a restriction of it alone. */
  public Candidate smallest(SearchSpace within) {
    return new Extremes(this, within).smallest();
  }

  /**
   * The largest candidate whose stages are of the given types.
   *
   * @param typeOfStage the block type of stage 1, 2, …
   */
  public Candidate largestOf(Function<Integer, BlockType> typeOfStage) {
    return new Extremes(this, space()).largestOf(typeOfStage);
  }

  /** A family of one network, the largest of this one; it has the same decisions and layers. */
  public ElasticConvNet largestAlone() {
    Candidate largest = largest();
    List<Stage> stages = new ArrayList<>();
    for (int s = 1; s <= stages(); s++) {
      BlockType type = BlockType.parse(largest.value("stage" + s + ".type"));
      String block = blockName(s, 1);
      stages.add(
          new Stage(
              List.of(type),
              List.of(number(largest, "stage" + s + ".depth")),
              List.of(number(largest, "stage" + s + ".width")),
              List.of(number(largest, block + ".kernel")),
              type.hasExpansion() ? List.of(number(largest, block + ".expansion")) : List.of(),
              stage(s).stride()));
    }
    List<Integer> stem = List.of(number(largest, "stem.width"));
    return new ElasticConvNet(new ConvFamily(stem, family.stemStride(), stages), input, classes);
  }

  /** The shape of what a stage reads, of so many channels. */
  Shape inputOf(int stage, int channels) {
    int height = halved(input.height(), family.stemStride());
    int width = halved(input.width(), family.stemStride());
    for (Stage earlier : family.stages().subList(0, stage - 1)) {
      height = halved(height, earlier.stride());
      width = halved(width, earlier.stride());
    }
    return new Shape(height, width, channels);
  }

  /** What a convolution of odd kernel leaves of a side. */
  private static int halved(int side, int stride) {
    return (side - 1) / stride + 1;
  }

  /** How many stages there are; they count from 1. */
  public int stages() {
    return family.stages().size();
  }

  /** The block types of one stage, counted from 1. */
  public List<BlockType> blockTypes(int stage) {
    return stage(stage).blocks();
  }

  /** Networks that together hold every layer of the family in its full size. */
  public List<Network> branches() {
    int most = family.stages().stream().mapToInt(stage -> stage.blocks().size()).max().orElse(1);
    List<Network> branches = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int branch = i;
      branches.add(
          network(
              largestOf(
                  s -> stage(s).blocks().get(Math.min(branch, stage(s).blocks().size() - 1)))));
    }
    return branches;
  }

  private static void addBlock(
      NetworkBuilder net,
      String name,
      BlockType type,
      int inner,
      int width,
      int kernel,
      int stride,
      boolean residual) {
    int start = net.last();
    switch (type) {
      case INVERTED -> {
        net.conv(name + ".expand", inner, 1, 1, true);
        net.depthwise(name + ".depthwise", kernel, stride);
        net.conv(name + ".project", width, 1, 1, false);
      }
      case FUSED -> {
        net.conv(name + ".fused", inner, kernel, stride, true);
        net.conv(name + ".project", width, 1, 1, false);
      }
      case BOTTLENECK -> {
        net.conv(name + ".reduce", inner, 1, 1, true);
        net.conv(name + ".spatial", inner, kernel, stride, true);
        net.conv(name + ".restore", width, 1, 1, !residual);
      }
      case SEPARABLE -> {
        net.depthwise(name + ".depthwise1", kernel, stride);
        net.conv(name + ".pointwise1", width, 1, 1, true);
        net.depthwise(name + ".depthwise2", kernel, 1);
        net.conv(name + ".pointwise2", width, 1, 1, true);
      }
      case INVERTED_SE -> {
        net.conv(name + ".expand", inner, 1, 1, true);
        net.depthwise(name + ".depthwise", kernel, stride);
        addGate(net, name, inner);
        net.conv(name + ".project", width, 1, 1, false);
      }
    }
    if (residual) {
      net.add(name + ".sum", start, net.last(), type == BlockType.BOTTLENECK);
    }
  }

  private static void addGate(NetworkBuilder net, String name, int channels) {
    int gated = net.last();
    net.globalAveragePool(name + ".pool");
    net.dense(name + ".squeeze", Stage.squeezedChannels(channels), Activation.RELU);
    net.dense(name + ".excite", channels, Activation.HARD_SIGMOID);
    net.gate(name + ".gate", gated, net.last());
  }

  private Stage stage(int number) {
    return family.stages().get(number - 1);
  }

  /** Block b exists when the stage is at least b deep; no condition where it always is. */
  private List<Condition> depthCondition(int s, int b) {
    List<Integer> deepEnough = stage(s).depths().stream().filter(depth -> depth >= b).toList();
    if (deepEnough.size() == stage(s).depths().size()) {
      return List.of();
    }
    return List.of(
        new Condition("stage" + s + ".depth", deepEnough.stream().map(String::valueOf).toList()));
  }

  /** A block has an expansion when its type does; no condition where all of the stage do. */
  private List<Condition> expansionCondition(int s) {
    List<BlockType> expanding = stage(s).expandingBlocks();
    if (expanding.size() == stage(s).blocks().size()) {
      return List.of();
    }
    return List.of(
        new Condition("stage" + s + ".type", expanding.stream().map(BlockType::label).toList()));
  }

  private static int number(Candidate candidate, String decision) {
    return Integer.parseInt(candidate.value(decision));
  }

  static String blockName(int stage, int block) {
    return "stage" + stage + ".block" + block;
  }

  private static String layerName(int stage, int block, BlockType type, String role) {
    return blockName(stage, block) + "." + type.label() + "." + role;
  }
}
