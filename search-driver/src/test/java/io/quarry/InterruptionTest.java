package io.quarry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterruptionTest {

  @Test
  @Timeout(60)
  void theShutdownWaitsUntilTheWorkHasEnded() throws InterruptedException {
    Interruption interruption = Interruption.listen();
    assertThat(interruption.isRequested()).isFalse();

    Thread shutdown = new Thread(interruption::requestAndWait);
    shutdown.start();
    while (!interruption.isRequested()) {
      Thread.onSpinWait();
    }

    assertThat(shutdown.isAlive()).isTrue();
    interruption.close();
    shutdown.join();
    assertThat(shutdown.isAlive()).isFalse();
  }
}
