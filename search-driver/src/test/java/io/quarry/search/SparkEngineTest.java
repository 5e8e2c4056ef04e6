package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.quarry.problem.InputException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkEngineTest {
  private final SparkEngine engine =
      new SparkEngine("", new Configuration(false), () -> fail("no session is needed"));

  @AfterEach
  void forget() {
    System.clearProperty("spark.submit.deployMode");
    System.clearProperty("spark.kubernetes.submitInDriver");
  }

  @Test
  void runsMayLieInTheWorkingDirectoryOfWhoeverStartsTheDriver() {
    assertThat(engine.runs("runs").directory().name()).isEqualTo("runs");
  }

  @ParameterizedTest
  @CsvSource({"spark.submit.deployMode,cluster", "spark.kubernetes.submitInDriver,true"})
  void whereTheClusterStartsTheDriverItsWorkingDirectoryIsRefused(String key, String value) {
    System.setProperty(key, value);

    assertThatThrownBy(() -> engine.runs("runs"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--runs runs lies in the driver's working directory")
        .hasMessageContaining("Maybe a location that stays is meant: --runs hdfs:///runs.");
    assertThat(engine.runs("/shared/runs").directory()).hasToString("/shared/runs");
    assertThat(engine.runs("file:///shared/runs").directory()).hasToString("/shared/runs");
  }
}
