package io.quarry.arch;

import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One stage of an elastic network by itself, its block type fixed and its width within a window;
 * depth, kernels, expansions and the width of what it reads stay elastic. Its decisions, and the
 * names and slices of its layers, are those that the family has.
 *
 * @param net the family
 * @param number of the stage, counted from 1
 * @param type of its blocks, one of the family's for that stage
 * @param widths the window: some of the stage's widths, ascending
 */
public record ElasticStage(ElasticConvNet net, int number, BlockType type, List<Integer> widths)
    implements Serializable {
  private static final String PROJECT_IN = "project-in";
  private static final String PROJECT_OUT = "project-out";

  public ElasticStage {
    if (number < 1 || number > net.stages()) {
      throw new InputException(
          "There is no stage %d".formatted(number),
          "one of stages 1 to %d is meant.".formatted(net.stages()));
    }
    widths = List.copyOf(widths);
    Stage.checkAscending("widths", widths);
    restricted(net, number, type, widths);
  }

  /**
   * Its decisions: the width of what it reads, which is the stem's or the stage's before it, and
   * the family's over this stage.
   */
  public SearchSpace space() {
    return SearchSpace.of(
        restricted(net, number, type, widths).decisions().stream()
            .filter(decision -> isOwn(decision.name()))
            .toList());
  }

  /** The sub-stage with the most multiply-accumulates, which holds every weight. */
  public Candidate largest() {
    return net.largest(restricted(net, number, type, widths)).restrictedTo(this::isOwn);
  }

  /** The sub-stage with the fewest multiply-accumulates. */
  public Candidate smallest() {
    return net.smallest(restricted(net, number, type, widths)).restrictedTo(this::isOwn);
  }

  /** The decisions of a candidate of the whole family that are over this stage. */
  public Candidate subStage(Candidate candidate) {
    return candidate.restrictedTo(this::isOwn);
  }

  /** The shape of what a sub-stage reads. */
  public Shape input(Candidate subStage) {
    return net.inputOf(number, Integer.parseInt(subStage.value(inputWidth())));
  }

  /**
   * A sub-stage as a network that ends in features.
   *
   * @param subStage decides at least what {@link #space()} does
   */
  public Network network(Candidate subStage) {
    NetworkBuilder builder = new NetworkBuilder(input(subStage));
    net.addStages(builder, number, number, subStage);
    return builder.build();
  }

  /**
   * A sub-stage between two linear 1×1 convolutions, which turn features of another network into
   * what it reads and what it puts out into such features.
   *
   * @param inputChannels that the first one reads
   * @param outputChannels that the last one puts out
   */
  public Network between(int inputChannels, Candidate subStage, int outputChannels) {
    Shape input = input(subStage);
    NetworkBuilder builder =
        new NetworkBuilder(new Shape(input.height(), input.width(), inputChannels));
    builder.conv(PROJECT_IN, input.channels(), 1, 1, false);
    net.addStages(builder, number, number, subStage);
    builder.conv(PROJECT_OUT, outputChannels, 1, 1, false);
    return builder.build();
  }

  /** Whether a layer of {@link #between} is one of the two around the stage. */
  public static boolean isProjection(Layer layer) {
    return layer.name().equals(PROJECT_IN) || layer.name().equals(PROJECT_OUT);
  }

  /** {@code stage 2, inverted, widths [16, 32]}: for people. */
  public String text() {
    return "stage %d, %s, widths %s".formatted(number, type.label(), widths);
  }

  private boolean isOwn(String decision) {
    return decision.equals(inputWidth()) || decision.startsWith("stage" + number + ".");
  }

  private String inputWidth() {
    return number == 1 ? "stem.width" : "stage" + (number - 1) + ".width";
  }

  /** The family's space with this stage's type and widths alone. */
  private static SearchSpace restricted(
      ElasticConvNet net, int number, BlockType type, List<Integer> widths) {
    String stage = "stage" + number;
    return net.space()
        .restrict(
            Map.of(
                stage + ".type", List.of(type.label()),
                stage + ".width", widths.stream().map(String::valueOf).toList()));
  }
}
