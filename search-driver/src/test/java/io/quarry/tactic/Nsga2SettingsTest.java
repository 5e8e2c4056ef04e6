package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import org.junit.jupiter.api.Test;

class Nsga2SettingsTest {

  @Test
  void defaults() {
    assertThat(Nsga2Settings.defaults()).isEqualTo(new Nsga2Settings(50, 0.9, Nsga2Settings.AUTO));
  }

  @Test
  void automaticMutationIsOneGeneAChildAndAtLeastTwoPercent() {
    Nsga2Settings settings = Nsga2Settings.defaults();
    assertThat(settings.mutationPerGene(8)).isEqualTo(0.125);
    assertThat(settings.mutationPerGene(50)).isEqualTo(0.02);
    assertThat(settings.mutationPerGene(200)).isEqualTo(0.02);
    assertThat(new Nsga2Settings(50, 0.9, 0.3).mutationPerGene(8)).isEqualTo(0.3);
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new Nsga2Settings(1, 0.9, 0.1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "NSGA-II cannot work with a population of 1%nMaybe give it a population of 50."
                .formatted());
    assertThatThrownBy(() -> new Nsga2Settings(50, Double.NaN, 0.1))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("NSGA-II's probability of crossover is NaN");
    assertThatThrownBy(() -> new Nsga2Settings(50, 0.9, 1.5))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("NSGA-II's probability of mutation is 1.5");
  }
}
