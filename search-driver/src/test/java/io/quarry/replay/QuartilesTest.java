package io.quarry.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class QuartilesTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void areLinearBetweenOrderStatistics() {
    assertThat(of(4, 1, 3, 2)).isEqualTo(new Quartiles(1.75, 2.5, 3.25));
    assertThat(of(5, 1, 3, 2, 4)).isEqualTo(new Quartiles(2, 3, 4));
    assertThat(of(7)).isEqualTo(new Quartiles(7, 7, 7));
  }

  @Test
  void whatWasNeverReachedIsInfinite() {
    assertThat(of(1, 2, 3, NEVER, NEVER)).isEqualTo(new Quartiles(2, 3, NEVER));
    assertThat(of(1, 2, NEVER, NEVER)).isEqualTo(new Quartiles(1.75, NEVER, NEVER));
    assertThat(of(NEVER, NEVER)).isEqualTo(new Quartiles(NEVER, NEVER, NEVER));
  }

  private static Quartiles of(double... figures) {
    return Quartiles.of(DoubleStream.of(figures));
  }
}
