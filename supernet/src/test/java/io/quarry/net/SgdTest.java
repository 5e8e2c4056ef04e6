package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SgdTest {
  private static final List<ParameterSpec> SPECS =
      List.of(
          new ParameterSpec("w", List.of(2), ParameterSpec.Init.ZEROS, true),
          new ParameterSpec("b", List.of(1), ParameterSpec.Init.ZEROS, false));

  private static Parameters parameters() {
    return Parameters.of(SPECS, Map.of("w", new float[] {1f, -2f}, "b", new float[] {0.5f}));
  }

  private static void gradients(Parameters parameters, float... gradients) {
    for (int i = 0; i < gradients.length; i++) {
      parameters.gradients().putScalar(i, gradients[i]);
    }
  }

  /** By hand, with µ = 0.9, λ = 0.1 on w alone, η = 0.5. */
  @Test
  void twoStepsFollowTheFormula() {
    try (Parameters parameters = parameters()) {
      Sgd sgd = new Sgd(parameters, 0.9, 0.1, 1e9);
      gradients(parameters, 0.1f, 0.2f, 0.3f);
      assertThat(sgd.step(parameters, 0.5)).isCloseTo(Math.sqrt(0.14), within(1e-6));
      // g = 0.2, 0, 0.3; v = g; w -= 0.5 * 1.9 * g
      assertThat(parameters.value("w")).containsExactly(new float[] {0.81f, -2f}, within(1e-6f));
      assertThat(parameters.value("b")).containsExactly(new float[] {0.215f}, within(1e-6f));
      sgd.step(parameters, 0.5);
      // w0: g = 0.181, v = 0.361, w -= 0.5 * (0.181 + 0.3249)
      assertThat(parameters.value("w")).containsExactly(new float[] {0.55705f, -2f}, within(1e-6f));
      // b: g = 0.3, v = 0.57, b -= 0.5 * (0.3 + 0.513)
      assertThat(parameters.value("b")).containsExactly(new float[] {-0.1915f}, within(1e-6f));
    }
  }

  /** µ = 0.5, η = 0.1, ten times that for grids. */
  @Test
  void learnedGridsHaveARateOfTheirOwnAndScalesMoveByAFactorOfTwoAtMost() {
    List<ParameterSpec> specs =
        List.of(
            new ParameterSpec("w", List.of(1), ParameterSpec.Init.ZEROS, true),
            LearnedGrid.spec("a.weight-scale.int4"),
            LearnedGrid.spec("b.weight-scale.int4"),
            LearnedGrid.spec("c.weight-scale.int4"),
            LearnedGrid.spec("c.signed-input-offset.uint4"));
    Parameters parameters = Parameters.initialize(specs, new Seeds(1));
    parameters.setNumber("w", 1);
    parameters.setNumber("a.weight-scale.int4", 1);
    parameters.setNumber("b.weight-scale.int4", 1);
    parameters.setNumber("c.weight-scale.int4", 1);
    parameters.setNumber("c.signed-input-offset.uint4", -1);
    try (parameters) {
      gradients(parameters, 0.2f, 0.2f, 9f, -9f, -9f);
      new Sgd(parameters, 0.5, 0, 1e9).step(parameters, 0.1, 10);
      assertThat(parameters.value("w")).containsExactly(new float[] {0.97f}, within(1e-6f));
      assertThat(parameters.number("a.weight-scale.int4")).isCloseTo(0.7f, within(1e-6f));
      assertThat(parameters.number("b.weight-scale.int4")).isEqualTo(0.5f);
      assertThat(parameters.number("c.weight-scale.int4")).isEqualTo(2f);
      assertThat(parameters.number("c.signed-input-offset.uint4")).isCloseTo(12.5f, within(1e-5f));
    }
  }

  @Test
  void learnedGridsComeLast() {
    List<ParameterSpec> specs = List.of(LearnedGrid.spec("a.weight-scale.int4"), SPECS.get(0));
    assertThatThrownBy(() -> Parameters.initialize(specs, new Seeds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parameter w comes after learned grids");
  }

  @Test
  void aLongGradientIsCutToTheLimit() {
    try (Parameters parameters = parameters()) {
      Sgd sgd = new Sgd(parameters, 0, 0, 1);
      gradients(parameters, 3f, 0f, 4f);
      assertThat(sgd.step(parameters, 1)).isCloseTo(5.0, within(1e-6));
      assertThat(parameters.value("w")).containsExactly(new float[] {0.4f, -2f}, within(1e-6f));
      assertThat(parameters.value("b")).containsExactly(new float[] {-0.3f}, within(1e-6f));
    }
  }

  @Test
  void aGradientThatIsNoNumberChangesNothing() {
    try (Parameters parameters = parameters()) {
      Sgd sgd = new Sgd(parameters, 0.9, 0.1, 1);
      gradients(parameters, Float.NaN, 0f, 0f);
      assertThat(sgd.step(parameters, 1)).isNaN();
      assertThat(parameters.value("w")).containsExactly(1f, -2f);
      assertThat(sgd.state()).containsExactly(0f, 0f, 0f);
    }
  }

  @Test
  void aRestoredOptimizerGoesOnAsTheFirstWould() {
    try (Parameters first = parameters();
        Parameters second = parameters()) {
      Sgd sgd = new Sgd(first, 0.9, 0.1, 1);
      gradients(first, 1f, 2f, 3f);
      sgd.step(first, 0.1);
      second.values().assign(first.values());
      second.gradients().assign(first.gradients());
      Sgd resumed = new Sgd(second, 0.9, 0.1, 1);
      resumed.restore(sgd.state());
      sgd.step(first, 0.1);
      resumed.step(second, 0.1);
      assertThat(second.value("w")).isEqualTo(first.value("w"));
    }
  }

  @Test
  void aStateOfAnotherLengthIsRefused() {
    try (Parameters parameters = parameters()) {
      Sgd sgd = new Sgd(parameters, 0.9, 0.1, 1);
      assertThatThrownBy(() -> sgd.restore(new float[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 velocities do not fit 3 parameters");
    }
  }
}
