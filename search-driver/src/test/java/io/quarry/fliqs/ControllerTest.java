package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.categorical("type", List.of("a", "b")),
              Decision.categorical("width", List.of("1", "2", "4"))
                  .when(new Condition("type", List.of("b"))),
              Decision.categorical("format", List.of("int4", "int8"))));

  @Test
  void itWarmsUpUniformlyAndLearnsNothing() {
    ControllerSettings settings = ControllerSettings.of(400);
    Controller controller = new Controller(SPACE, settings, 1);
    for (int step = 0; step < settings.warmupSteps(); step++) {
      controller.draw(new Seeds(step).generator());
      controller.tell(step % 7, 1);
    }
    for (double[] decision : controller.probabilities()) {
      for (double probability : decision) {
        assertThat(probability).isCloseTo(1.0 / decision.length, within(1e-12));
      }
    }
    assertThat(controller.entropy()).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void itFindsWhatIsBestAndBecomesCertain() {
    Controller controller = trained(ControllerSettings.of(3_000), 5);
    assertThat(controller.mostProbable().text()).isEqualTo("format=int8;type=b;width=2");
    assertThat(controller.entropy()).isLessThan(0.05);
    assertThat(controller.mostProbable(c -> c.value("format").equals("int4"), 100))
        .hasValueSatisfying(c -> assertThat(c.value("format")).isEqualTo("int4"));
    assertThat(controller.mostProbable(c -> false, 100)).isEmpty();
    assertThat(controller.isDone()).isTrue();
  }

  @Test
  void itStartsNearACandidateAndLeavesItForWhatIsBetter() {
    ControllerSettings settings = ControllerSettings.of(3_000);
    Candidate near = Candidate.of(Map.of("type", "b", "width", "4"));
    Controller controller = new Controller(SPACE, settings, 6).startingNear(near, 0.9);
    assertThat(controller.probabilities()[0]).containsExactly(new double[] {0.1, 0.9}, EXACT);
    assertThat(controller.probabilities()[1])
        .containsExactly(new double[] {0.05, 0.05, 0.9}, EXACT);
    assertThat(controller.probabilities()[2]).containsExactly(new double[] {0.5, 0.5}, EXACT);
    long wide =
        IntStream.range(0, 200)
            .filter(i -> controller.draw(new Seeds(i).generator()).decides("width"))
            .count();
    assertThat(wide).isBetween(165L, 195L);
    train(controller, 0, settings.steps(), 5);
    assertThat(controller.mostProbable().text()).isEqualTo("format=int8;type=b;width=2");
    assertThatThrownBy(() -> new Controller(SPACE, settings, 6).startingNear(near, 1))
        .hasMessageContaining("a share in [0, 1), not 1.0 at step 0");
  }

  /** Where all candidates are alike, too; nothing else would make it decide. */
  @Test
  void theEntropysWeightMakesItCertain() {
    double with = trainedOnNoise(ControllerSettings.of(3_000)).entropy();
    double without =
        trainedOnNoise(new ControllerSettings(3_000, 0.25, Reward.ABSOLUTE, 1, 0.02, 0, 0.99))
            .entropy();
    assertThat(with).isLessThan(0.05);
    assertThat(without).isGreaterThan(0.2);
  }

  private static Controller trainedOnNoise(ControllerSettings settings) {
    Controller controller = new Controller(SPACE, settings, 1);
    for (int step = 0; step < settings.steps(); step++) {
      RandomGenerator random = new Seeds(11).child("draw", step).generator();
      controller.draw(random);
      controller.tell(random.nextGaussian() * 0.01, 1);
    }
    return controller;
  }

  @Test
  void itContinuesWhereItStood() {
    ControllerSettings settings = ControllerSettings.of(200);
    Controller whole = new Controller(SPACE, settings, 2);
    Controller first = new Controller(SPACE, settings, 2);
    Controller second = new Controller(SPACE, settings, 2);
    train(whole, 0, 200, 3);
    train(first, 0, 120, 3);
    second.restore(first.state(), first.lastOptions());
    assertThat(second.step()).isEqualTo(120);
    assertThat(second.lastDrawn()).isEqualTo(first.lastDrawn()).isPresent();
    train(second, 120, 200, 3);
    assertThat(second.state()).isEqualTo(whole.state());
  }

  @Test
  void theEntropysWeightRisesOnHalfACosine() {
    ControllerSettings settings = ControllerSettings.of(1_000);
    assertThat(settings.entropyWeightAt(0)).isZero();
    assertThat(settings.entropyWeightAt(250)).isZero();
    assertThat(settings.entropyWeightAt(625)).isCloseTo(0.05, within(1e-12));
    assertThat(settings.entropyWeightAt(1_000)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void gradientsAreThoseOfTheLoss() {
    Logits logits = new Logits(Variables.each(SPACE));
    for (int step = 0; step < 20; step++) {
      logits.learn(new int[] {1, step % 3, 0}, step % 2 - 0.3, 0.01, 0.05);
    }
    double step = 1e-6;
    double[] gradient = logits.gradient(1, 2, 0.7, 0.2, 3);
    double[] state = logits.state();
    for (int value = 0; value < 3; value++) {
      double up = loss(state, value, step);
      double down = loss(state, value, -step);
      assertThat(gradient[value]).isCloseTo((up - down) / (2 * step), within(1e-8));
    }
  }

  /** The loss of the second decision, its third value drawn, beside two others. */
  private static double loss(double[] state, int value, double step) {
    double[] moved = state.clone();
    moved[2 + value] += step;
    Logits logits = new Logits(Variables.each(SPACE));
    logits.restore(moved);
    double[] logs = logits.logProbabilities(1);
    double entropy = 0;
    for (double log : logs) {
      entropy -= Math.exp(log) * log;
    }
    return (-0.7 * logs[2] + 0.2 * entropy) / 3;
  }

  @Test
  void inactiveDecisionsDoNotLearn() {
    Logits logits = new Logits(Variables.each(SPACE));
    logits.learn(new int[] {0, 2, 1}, 1, 0, 0.1);
    assertThat(logits.logProbabilities(1)).containsOnly(-Math.log(3));
    assertThat(logits.logProbabilities(0)[0]).isGreaterThan(-Math.log(2));
    assertThat(logits.logProbabilities(2)[1]).isGreaterThan(-Math.log(2));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Controller(SPACE, ControllerSettings.of(10), 0))
        .hasMessage("A target is positive and finite, not 0.0");
    Controller controller = new Controller(SPACE, ControllerSettings.of(10), 1);
    assertThatThrownBy(() -> controller.tell(1, 1)).hasMessage("Nothing was drawn");
    assertThat(controller.lastDrawn()).isEmpty();
    controller.draw(new Seeds(1).generator());
    assertThatThrownBy(() -> controller.tell(Double.NaN, 1))
        .hasMessage("No policy has quality NaN and cost 1.0");
    assertThatThrownBy(() -> controller.restore(new double[4]))
        .hasMessage("A state of 2 numbers is not of this space, which takes 22");
    assertThatThrownBy(() -> new ControllerSettings(0, 0, Reward.ABSOLUTE, 1, 1, 1, 0))
        .hasMessage("A controller takes at least one step, not 0");
    assertThatThrownBy(() -> new ControllerSettings(1, 1, Reward.ABSOLUTE, 1, 1, 1, 0))
        .hasMessage("warmupFraction is in [0, 1), not 1.0");
  }

  /** The best costs the target, 6, with the best quality that this leaves. */
  private static Controller trained(ControllerSettings settings, long seed) {
    Controller controller = new Controller(SPACE, settings, 6);
    train(controller, 0, settings.steps(), seed);
    return controller;
  }

  private static void train(Controller controller, int from, int to, long seed) {
    for (int step = from; step < to; step++) {
      RandomGenerator random = new Seeds(seed).child("draw", step).generator();
      Candidate candidate = controller.draw(random);
      boolean wide = candidate.value("type").equals("b");
      double width = wide ? Double.parseDouble(candidate.value("width")) : 1;
      double bits = candidate.value("format").equals("int8") ? 3 : 1;
      controller.tell(0.5 * (bits - 1) + 0.1 * width + random.nextGaussian() * 0.01, width * bits);
    }
  }
}
