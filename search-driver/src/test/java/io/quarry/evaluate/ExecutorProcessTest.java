package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorProcessTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command"
            + " exited with code 86",
        "Container from a bad node: container_1_2 on host: h. Exit status: 86. Diagnostics: none",
        "The executor with id 3 exited with exit code 86(unknown)."
      })
  void itsOwnEndIsKnownOnEveryCluster(String reason) {
    assertThat(ExecutorProcess.endedItself(reason)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Command exited with code 137",
        "Command exited with code 186",
        "Command exited with code 860",
        "executor 86 exited with code 1",
        "Remote RPC client disassociated"
      })
  void otherEndsAreNotTakenForIt(String reason) {
    assertThat(ExecutorProcess.endedItself(reason)).isFalse();
  }

  @Test
  void whoIsBesideOthersIsNotAlone() throws InterruptedException {
    ExecutorProcess process = ExecutorProcess.current();
    try (ExecutorProcess.Stay stay = process.enter()) {
      assertThat(stay.isAlone()).isTrue();
      Thread other = new Thread(() -> process.enter().close());
      other.start();
      other.join();
      assertThat(stay.isAlone()).isFalse();
    }
    try (ExecutorProcess.Stay stay = process.enterAlone()) {
      assertThat(stay.isAlone()).isTrue();
    }
  }
}
