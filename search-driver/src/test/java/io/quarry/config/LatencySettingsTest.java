package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.latency.Protocol;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencySettingsTest {
  private static final String TIMED = "objectives=[top1-error,latency-ms]";

  @Test
  void defaultsTimeEveryCandidateOnOneThread() {
    SearchConfig config = config();
    assertThat(config.latency())
        .isEqualTo(new LatencySettings("", "", new Protocol(1, 1, 2, 1000, 5, 3)));
    assertThat(config.isTimed()).isFalse();
  }

  @Test
  void everyKeyIsRead() {
    SearchConfig config =
        config(
            TIMED,
            "latency={host-class=edge-a,profile=p.json,batch=8,threads=2,interval-percent=1.5,"
                + "cap-ms=250,drift-percent=3,attempts=4}");
    assertThat(config.latency())
        .isEqualTo(new LatencySettings("edge-a", "p.json", new Protocol(8, 2, 1.5, 250, 3, 4)));
    assertThat(config.isTimed()).isTrue();
  }

  @Test
  void aTimedConfigurationIsReadAsItWasRendered() {
    SearchConfig config = config(TIMED, "latency.threads=2", "latency.host-class=edge-a");
    assertThat(SearchConfig.parse(config.render(), "rendered", Objectives.ALL)).isEqualTo(config);
  }

  @Test
  void howModelsAreTimedDecidesResultsWhereTheyAre() {
    assertThat(config(TIMED).hash()).isNotEqualTo(config(TIMED, "latency.threads=2").hash());
    assertThat(config().hash()).isEqualTo(config("latency.threads=2").hash());
  }

  @Test
  void aBoundOnLatencyTimesToo() {
    assertThat(config("constraints=[\"latency-ms <= 2\"]").isTimed()).isTrue();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> config("latency={batch=0,interval-percent=0,warmup=3}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("latency.batch = 0, but must be")
        .hasMessageContaining("latency.interval-percent = 0, but must be")
        .hasMessageContaining("latency.warmup");
  }

  @Test
  void aTargetWithoutLatencyIsRefused() {
    assertThatThrownBy(() -> config(TIMED, "policy.target=packed"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Target packed has no latency");
  }

  private static SearchConfig config(String... settings) {
    return SearchConfig.load(List.of(), List.of(settings), Objectives.ALL);
  }
}
