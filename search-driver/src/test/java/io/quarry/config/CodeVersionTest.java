package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeVersionTest {

  @Test
  void theVersionIsThatOfTheBuildWithItsCommitWhereThereIsOne() {
    assertThat(CodeVersion.text())
        .matches("\\d+\\.\\d+\\.\\d+[^+$]*(\\+[0-9a-f]{7,}(\\.changed)?)?");
  }
}
