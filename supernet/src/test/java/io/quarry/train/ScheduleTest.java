package io.quarry.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Schedule SCHEDULE =
      new Schedule(
          List.of(
              new Phase(Phase.Kind.LARGEST, 2, 0.1, 0.25),
              new Phase(Phase.Kind.SANDWICH, 0.5, 0.04, 0)),
          1_050,
          100);

  @Test
  void countsWholeBatchesOfEachPhase() {
    assertThat(SCHEDULE.steps()).isEqualTo(2 * 10 + 5);
    assertThat(SCHEDULE.at(0)).extracting("phase", "epoch", "batch").containsExactly(1, 0, 0);
    assertThat(SCHEDULE.at(19)).extracting("phase", "epoch", "batch").containsExactly(1, 1, 9);
    assertThat(SCHEDULE.at(20)).extracting("phase", "epoch", "batch").containsExactly(2, 2, 0);
    assertThat(SCHEDULE.at(24).kind()).isEqualTo(Phase.Kind.SANDWICH);
  }

  @Test
  void warmsUpThenFallsOnACosine() {
    assertThat(SCHEDULE.at(0).learningRate()).isEqualTo(0.1 / 6, within(1e-12));
    assertThat(SCHEDULE.at(5).learningRate()).isEqualTo(0.1, within(1e-12));
    assertThat(SCHEDULE.at(20).learningRate()).isEqualTo(0.04, within(1e-12));
    assertThat(SCHEDULE.at(24).learningRate())
        .isEqualTo(0.02 * (1 + Math.cos(Math.PI * 0.8)), within(1e-12));
  }

  @Test
  void refusesAStepBeyondItsEnd() {
    assertThatThrownBy(() -> SCHEDULE.at(25)).hasMessage("Step 25 of 25");
  }
}
