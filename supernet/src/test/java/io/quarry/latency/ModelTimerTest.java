package io.quarry.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.onnx.InferenceException;
import io.quarry.outcome.Latency;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTimerTest {
  private static final double ANY = 1e9;

  @TempDir Path directory;

  @Test
  void eachModelGetsItsLatency() {
    List<byte[]> models = List.of(ControlModel.bytes(), ControlModel.bytes());
    List<Latency> latencies =
        timer(new Protocol(2, 1, ANY, 1, ANY, 3)).time(models, ModelTimer.ANY_PACE);
    assertThat(latencies).hasSize(2);
    for (Latency latency : latencies) {
      assertThat(latency.p10Ms()).isPositive().isLessThanOrEqualTo(latency.medianMs());
      assertThat(latency.p90Ms()).isGreaterThanOrEqualTo(latency.medianMs());
      // Six turns of five runs at least.
      assertThat(latency.runs()).isGreaterThanOrEqualTo(30);
      assertThat(latency.controlMs()).isPositive();
      assertThat(latency.attempts()).isEqualTo(1);
      assertThat(latency.steady()).isTrue();
    }
  }

  @Test
  void anIntervalThatIsNotReachedIsToldAndNotAveragedAway() {
    Latency latency =
        timer(new Protocol(1, 1, 0, 50, ANY, 3))
            .time(List.of(ControlModel.bytes()), ModelTimer.ANY_PACE)
            .get(0);
    assertThat(latency.intervalPercent()).isPositive();
    assertThat(latency.attempts()).isEqualTo(1);
    assertThat(latency.steady()).isFalse();
  }

  @Test
  void aGroupInWhichTheHostDriftsIsTimedAgainAndThenCalledUnsteady() {
    Latency latency =
        timer(new Protocol(1, 1, ANY, 1, 0, 3))
            .time(List.of(ControlModel.bytes()), ModelTimer.ANY_PACE)
            .get(0);
    assertThat(latency.driftPercent()).isNotZero();
    assertThat(latency.attempts()).isEqualTo(3);
    assertThat(latency.steady()).isFalse();
  }

  @Test
  void aGroupAtAnotherPaceIsTimedAgainAndThenCalledUnsteady() {
    ModelTimer timer = timer(new Protocol(1, 1, ANY, 1, 1000, 3));
    List<byte[]> models = List.of(ControlModel.bytes());
    Latency first = timer.time(models, ModelTimer.ANY_PACE).get(0);
    assertThat(first.steady()).isTrue();
    Latency apart = timer.time(models, first.controlMs() / 1000).get(0);
    assertThat(apart.attempts()).isEqualTo(3);
    assertThat(apart.steady()).isFalse();
    Latency same = timer.time(models, first.controlMs()).get(0);
    assertThat(same.attempts()).isEqualTo(1);
    assertThat(same.steady()).isTrue();
  }

  @Test
  void aModelThatTheRuntimeRefusesIsToldAndTheGateOpensAgain() {
    ModelTimer timer = timer(new Protocol(1, 1, ANY, 1, ANY, 1));
    assertThatThrownBy(() -> timer.time(List.of(new byte[] {1, 2, 3}), ModelTimer.ANY_PACE))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("did not open the model");
    assertThat(timer.time(List.of(ControlModel.bytes()), ModelTimer.ANY_PACE)).hasSize(1);
  }

  private ModelTimer timer(Protocol protocol) {
    return new ModelTimer(protocol, new HostGate(directory.resolve("gate")));
  }
}
