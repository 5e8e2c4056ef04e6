package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyQualityTest {
  @Test
  void errorsAreRelativeToWhatWasMeasured() {
    LatencyQuality quality =
        LatencyQuality.of(new double[] {1.04, 2.16, 3, 5.2}, new double[] {1, 2, 3, 4});
    assertThat(quality.count()).isEqualTo(4);
    assertThat(quality.within5Percent()).isEqualTo(0.5);
    assertThat(quality.within10Percent()).isEqualTo(0.75);
    double squares = 0.04 * 0.04 + 0.08 * 0.08 + 0.3 * 0.3;
    assertThat(quality.rmspePercent()).isCloseTo(100 * Math.sqrt(squares / 4), within(1e-9));
    assertThat(quality.kendallTau()).isEqualTo(1);
  }
}
