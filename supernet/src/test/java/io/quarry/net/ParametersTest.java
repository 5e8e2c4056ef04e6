package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.arch.Network;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Network LARGE = Networks.inverted(16, 64, 5);
  private static final Network OTHER = Networks.inverted(24, 32, 3);

  @Test
  void specsAreTheLargestOfEachDimension() {
    Map<String, List<Integer>> dims = new HashMap<>();
    Parameters.specsFor(LARGE, OTHER).forEach(spec -> dims.put(spec.name(), spec.dims()));
    assertThat(dims)
        .containsEntry("stem.weight", List.of(3, 3, 3, 24))
        .containsEntry("expand.weight", List.of(1, 1, 24, 64))
        .containsEntry("middle.weight", List.of(5, 5, 1, 64))
        .containsEntry("middle.scale", List.of(64))
        .containsEntry("project.weight", List.of(1, 1, 64, 24))
        .containsEntry("head.weight", List.of(24, 4))
        .containsEntry("head.bias", List.of(4))
        .hasSize(14);
  }

  @Test
  void onlyWeightsDecay() {
    assertThat(Parameters.specsFor(LARGE))
        .allSatisfy(spec -> assertThat(spec.decays()).isEqualTo(spec.name().endsWith(".weight")));
  }

  @Test
  void initializationFollowsTheSpecs() {
    try (Parameters parameters = Parameters.initialize(Parameters.specsFor(LARGE), new Seeds(1))) {
      assertThat(parameters.value("middle.scale")).containsOnly(1f);
      assertThat(parameters.value("middle.shift")).containsOnly(0f);
      double squares = 0;
      float[] weights = parameters.value("middle.weight");
      for (float w : weights) {
        squares += (double) w * w;
      }
      assertThat(squares / weights.length).isCloseTo(2.0 / 25, within(0.01));
    }
  }

  @Test
  void aTensorDependsOnNoOther() {
    try (Parameters one = Parameters.initialize(Parameters.specsFor(LARGE), new Seeds(1));
        Parameters both = Parameters.initialize(Parameters.specsFor(OTHER, LARGE), new Seeds(1));
        Parameters other = Parameters.initialize(Parameters.specsFor(LARGE), new Seeds(2))) {
      assertThat(both.value("middle.weight")).isEqualTo(one.value("middle.weight"));
      assertThat(other.value("middle.weight")).isNotEqualTo(one.value("middle.weight"));
    }
  }

  @Test
  void valuesGoInAndComeOut() {
    List<ParameterSpec> specs = Parameters.specsFor(LARGE);
    Map<String, float[]> values = new HashMap<>();
    specs.forEach(spec -> values.put(spec.name(), Networks.random(spec.length(), spec.name())));
    try (Parameters parameters = Parameters.of(specs, values)) {
      specs.forEach(
          spec -> assertThat(parameters.value(spec.name())).isEqualTo(values.get(spec.name())));
      assertThat(parameters.values().length()).isEqualTo(parameters.length());
      assertThat(parameters.gradients().sumNumber().doubleValue()).isZero();
    }
  }

  @Test
  void missingUnknownAndMisshapenValuesAreNamed() {
    List<ParameterSpec> specs =
        List.of(new ParameterSpec("a", List.of(2, 3), ParameterSpec.Init.ONES, false));
    assertThatThrownBy(() -> Parameters.of(specs, Map.of("b", new float[6])))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Parameter a is missing")
        .hasMessageContaining("Maybe the checkpoint is of another search space.");
    assertThatThrownBy(() -> Parameters.of(specs, Map.of("a", new float[5])))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Parameter a has 5 numbers, not the 6 of [2, 3]");
    assertThatThrownBy(() -> Parameters.of(specs, Map.of("a", new float[6], "b", new float[6])))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Parameter b is unknown");
  }
}
