package io.quarry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Network;
import io.quarry.data.Augmentation;
import io.quarry.data.Task;
import io.quarry.net.LearnedGrid;
import io.quarry.net.RoundedLayers;
import io.quarry.problem.InputException;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Policy;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import io.quarry.train.SmallTraining.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Quantization-aware phases. */
class AwareTrainerTest {
  private static final Seeds SEEDS = new Seeds(13);
  private static final Task TASK = SmallTraining.task(320, SEEDS);
  private static final ElasticConvNet NET = SmallTraining.net(TASK);
  private static final List<LayerFormats> FORMATS =
      Stream.of("int2", "float32", "int8", "e2m1").map(LayerFormats::parse).toList();

  @Test
  void formatsJoinFromManyBitsToFew() {
    PhaseFormats formats = new PhaseFormats(FORMATS, 0.6, 1);
    assertThat(names(formats.formats())).containsExactly("float32", "int8", "e2m1", "int2");
    assertThat(names(formats.joined(0))).containsExactly("float32");
    assertThat(names(formats.joined(0.19))).containsExactly("float32");
    assertThat(names(formats.joined(0.41))).containsExactly("float32", "int8", "e2m1");
    assertThat(names(formats.joined(0.6))).hasSize(4);
    assertThat(names(new PhaseFormats(FORMATS, 0, 1).joined(0))).hasSize(4);
  }

  @Test
  void interruptedAndResumedTrainingEndsInTheSameBits() throws Exception {
    Checkpoint whole = trainer(1).train(new Recorder(Integer.MAX_VALUE));
    for (int stop : new int[] {3, 9, 14}) {
      Checkpoint partial = trainer(1).train(new Recorder(stop));
      Checkpoint read = Checkpoint.of(partial.toBytes(), "partial");
      Checkpoint resumed = trainer(1).resume(read, new Recorder(Integer.MAX_VALUE));
      assertThat(resumed.hash()).isEqualTo(whole.hash());
    }
    assertThat(whole.parameters().keySet()).anyMatch(LearnedGrid::isName);
    assertThat(whole.parameters().get("stem.weight-scale.int2").values()[0]).isPositive();
    assertThat(whole.parameters().get("stem.signed-input-offset.uint2").values()[0]).isNegative();
  }

  @Test
  void scalesThatRunAwayStopTrainingAndAreNamed() {
    assertThatThrownBy(() -> trainer(1e15).train(new Recorder(Integer.MAX_VALUE)))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Training stopped at step \\d+ of 80, in phase 2 \\(sandwich\\): the scale of \\S+ for"
                + " the (weights|input) of layer \\S+ is \\S+, its offset \\S+\\RMaybe lower"
                + " supernet.recipe.phases\\[1\\].scale-learning-rate-factor, or its"
                + " learning-rate.");
  }

  @Test
  void theCallerMayDecideWhatAStepTrains() {
    Counter counter = new Counter();
    Trainer trainer = new Trainer(NET, recipe(1, 1), counter, TASK, SEEDS, 1);
    Checkpoint checkpoint = trainer.train(new Recorder(Integer.MAX_VALUE));
    assertThat(counter.losses).hasSize(2 * trainer.steps());
    assertThat(checkpoint.parameters().keySet().stream().filter(LearnedGrid::isName))
        .containsExactlyInAnyOrder("classifier.weight-scale.int3", "classifier.input-scale.uint3");
    assertThat(trainer.identity()).isNotEqualTo(trainer(1).identity());
  }

  @Test
  void pinsAreKeptAndOtherLayersHaveWhatTheRecipeTrains() {
    FormatPlan plan = new FormatPlan(NET, recipe(1, 1), settings("int8", "float32"));
    Network network = NET.network(NET.largest());
    List<LayerFormats> few = List.of(LayerFormats.parse("int2"), LayerFormats.parse("e2m1"));
    for (int i = 0; i < 20; i++) {
      Policy policy = plan.random(network, few, SEEDS.child("policy", i).generator());
      assertThat(policy.layers().get("stem").text()).isEqualTo("int8/uint8");
      assertThat(policy.layers().get("classifier").text()).isEqualTo("float32/float32");
      assertThat(few).containsAll(inner(policy));
    }
    Policy uniform = plan.uniform(network, few.get(1), few);
    assertThat(inner(uniform)).containsOnly(few.get(1));
    assertThat(plan.grids().stream().filter(grid -> grid.layer().equals("stem")))
        .allMatch(grid -> grid.format().name().endsWith("int8"));
  }

  @Test
  void withoutFormatsThePlanSaysNothing() {
    Recipe recipe = new Recipe(8, 0, 0, 0, 1, 0, 0, new Augmentation(0, false), List.of(phase()));
    FormatPlan plan = new FormatPlan(NET, recipe, settings("free", "free"));
    assertThat(plan.text()).isEmpty();
    assertThat(plan.grids()).isEmpty();
    assertThat(phase())
        .hasToString("Phase[kind=LARGEST, epochs=1.0, learningRate=0.1, warmupFraction=0.0]");
  }

  private static Phase phase() {
    return new Phase(Phase.Kind.LARGEST, 1, 0.1, 0);
  }

  private static List<LayerFormats> inner(Policy policy) {
    return policy.layers().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("stage"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<String> names(List<LayerFormats> formats) {
    return formats.stream().map(one -> one.weights().name()).toList();
  }

  private static Trainer trainer(double scaleFactor) {
    double epochs = scaleFactor > 1 ? 7 : 1;
    return new Trainer(NET, recipe(scaleFactor, epochs), settings("free", "free"), TASK, SEEDS, 1);
  }

  private static Recipe recipe(double scaleFactor, double epochs) {
    return new Recipe(
        32,
        0.9,
        1e-4,
        0.1,
        5,
        0.5,
        1,
        new Augmentation(1, false),
        List.of(
            new Phase(Phase.Kind.LARGEST, 1, 0.05, 0.1),
            new Phase(
                Phase.Kind.SANDWICH,
                epochs,
                0.02,
                0.1,
                new PhaseFormats(FORMATS, 0.5, scaleFactor))));
  }

  private static PolicySettings settings(String first, String last) {
    return new PolicySettings(
        List.of("int2", "float32", "int8", "e2m1"),
        first,
        last,
        Granularity.CHANNEL,
        new MinMax(),
        new MinMax());
  }

  /** Trains the smallest network twice a step, the second time with a rounded classifier. */
  private static final class Counter implements Passes {
    private final List<Double> losses = new ArrayList<>();
    private final Network network = NET.network(NET.smallest());
    private final RoundedLayers rounded =
        new RoundedLayers(
            new TreeMap<>(
                Map.of(
                    "classifier",
                    new RoundedLayers.Formats(
                        LayerFormats.parse("int3").weights(),
                        LayerFormats.parse("int3").activations()))));

    @Override
    public List<Pass> at(Moment moment) {
      assertThat(moment.progress()).isBetween(0.0, 1.0);
      return List.of(
          new Pass(network, RoundedLayers.none(), "a float"), new Pass(network, rounded, "a bare"));
    }

    @Override
    public void trained(Moment moment, Pass pass, double loss) {
      losses.add(loss);
    }

    @Override
    public List<LearnedGrid> grids() {
      return LearnedGrid.all(network, rounded);
    }

    @Override
    public String text() {
      return "counter";
    }
  }
}
