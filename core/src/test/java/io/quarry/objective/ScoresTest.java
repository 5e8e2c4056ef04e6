package io.quarry.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective.Direction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final Objective ERROR = Objective.minimize("error", "error_percent", "%");
  private static final Objective SPEED =
      new Objective("speed", "speed_hz", "Hz", Direction.MAXIMIZE);
  private static final Scores SCORES = Scores.of(Map.of("speed", 4.0, "error", 12.5));

  @Test
  void valuesAreTakenByObjective() {
    assertThat(SCORES.of(ERROR)).isEqualTo(12.5);
    assertThat(SCORES.of(SPEED)).isEqualTo(4);
  }

  @Test
  void canonicalValuesAreMinimisedInTheGivenOrder() {
    assertThat(SCORES.canonical(List.of(SPEED, ERROR))).containsExactly(-4, 12.5);
  }

  @Test
  void canonicalZeroHasOneForm() {
    assertThat(Double.doubleToRawLongBits(SPEED.canonical(0.0))).isZero();
    assertThat(Double.doubleToRawLongBits(ERROR.canonical(-0.0))).isZero();
  }

  @Test
  void anObjectiveThatWasNotMeasuredIsNamed() {
    assertThatThrownBy(() -> SCORES.of(Objective.minimize("macs", "macs", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Objective macs was not measured; there are [error, speed]");
  }

  @Test
  void scoresThatAreNotFiniteAreRefused() {
    assertThatThrownBy(() -> Scores.of(Map.of("error", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Score error is NaN");
  }
}
