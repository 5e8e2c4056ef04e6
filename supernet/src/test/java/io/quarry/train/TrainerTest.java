package io.quarry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.ElasticConvNet;
import io.quarry.data.Augmentation;
import io.quarry.data.Task;
import io.quarry.problem.InputException;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.PolicySettings;
import io.quarry.seed.Seeds;
import io.quarry.train.SmallTraining.Recorder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Seeds SEEDS = new Seeds(11);
  private static final PolicySettings ANY =
      new PolicySettings(
          List.of("float32"),
          PolicySettings.FREE,
          PolicySettings.FREE,
          Granularity.CHANNEL,
          new MinMax(),
          new MinMax());
  private static final Task TASK = SmallTraining.task(640, SEEDS);
  private static final ElasticConvNet NET = SmallTraining.net(TASK);

  @Test
  void theLossFallsInEveryPhase() {
    Recorder recorder = new Recorder(Integer.MAX_VALUE);
    Checkpoint checkpoint = trainer(0.05, 6).train(recorder);
    assertThat(checkpoint.header().complete()).isTrue();
    assertThat(checkpoint.momentum()).isEmpty();
    assertThat(mean(recorder, 0, 20)).isGreaterThan(mean(recorder, 100, 120));
    assertThat(recorder.steps()).hasSize(240);
    assertThat(recorder.steps().get(239).loss()).isLessThan(Math.log(TASK.classes()));
  }

  @Test
  void interruptedAndResumedTrainingEndsInTheSameBits() throws Exception {
    Checkpoint whole = trainer(0.05, 0.5).train(new Recorder(Integer.MAX_VALUE));
    for (int stop : new int[] {3, 13}) {
      Checkpoint partial = trainer(0.05, 0.5).train(new Recorder(stop));
      assertThat(partial.header().step()).isEqualTo(stop);
      Checkpoint read = Checkpoint.of(partial.toBytes(), "partial");
      Checkpoint resumed = trainer(0.05, 0.5).resume(read, new Recorder(Integer.MAX_VALUE));
      assertThat(resumed.hash()).isEqualTo(whole.hash());
    }
  }

  @Test
  void anExplodingLossStopsThePhaseAndSaysWhere() {
    assertThatThrownBy(() -> trainer(1e12, 2).train(new Recorder(Integer.MAX_VALUE)))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "Training stopped at step \\d+ of 80, in phase 1 \\(largest\\): .* is (NaN|Infinity) at"
                + " learning rate .*e\\+1\\d\\RMaybe lower supernet.recipe.phases\\[0\\]"
                + ".learning-rate, or supernet.recipe.gradient-clip.");
  }

  @Test
  void refusesToResumeFromAnotherRecipe() {
    Checkpoint partial = trainer(0.05, 0.5).train(new Recorder(3));
    assertThatThrownBy(() -> trainer(0.06, 0.5).resume(partial, new Recorder(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "The checkpoint was trained on other data, with another recipe or seed");
  }

  private static double mean(Recorder recorder, int from, int to) {
    return recorder.steps().subList(from, to).stream()
        .mapToDouble(Progress::loss)
        .average()
        .orElseThrow();
  }

  private static Trainer trainer(double learningRate, double epochs) {
    Recipe recipe =
        new Recipe(
            32,
            0.9,
            1e-4,
            0.1,
            1e9,
            0.5,
            1,
            new Augmentation(1, false),
            List.of(
                new Phase(Phase.Kind.LARGEST, epochs, learningRate, 0.1),
                new Phase(Phase.Kind.SANDWICH, epochs, learningRate, 0.1)));
    return new Trainer(NET, recipe, ANY, TASK, SEEDS, 1);
  }
}
