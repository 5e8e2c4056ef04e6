package io.quarry.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarry.predict.latency.KernelRegressor;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The prediction of recorded block times; {@link BlockLatencyTable} prints more. */
class VnniBlocksIT {
  private static Map<String, List<TimedKernel>> blocks;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(
        Files.exists(VnniBlocks.file()),
        () -> "The recorded block times are not there: " + VnniBlocks.file());
    blocks = VnniBlocks.load();
  }

  @Test
  void theTableIsWhole() {
    assertThat(blocks.values().stream().mapToInt(List::size).sum()).isEqualTo(62_848);
    assertThat(blocks).containsOnlyKeys(VnniBlocks.TYPES);
  }

  /**
   * At most 2,000 rows to learn from, so that it takes seconds; from four fifths of them it is
   * better still. A line in multiply-accumulates has 0.08 to 0.47, on the same rows.
   */
  @ParameterizedTest
  @FieldSource("io.quarry.benchmarks.VnniBlocks#TYPES")
  void ofEachTypeFourFifthsAreWithinTenPercent(String type) {
    VnniBlocks.Split split = VnniBlocks.split(blocks.get(type), 2000, new Seeds(1));
    KernelRegressor regressor = KernelRegressor.fit(split.train(), new Seeds(1));
    LatencyQuality quality =
        BlockLatencyTable.quality(split.test(), k -> regressor.predict(k).latencyMs());
    assertThat(quality.within10Percent()).isGreaterThan(0.85);
    assertThat(quality.within5Percent()).isGreaterThan(0.6);
    assertThat(quality.kendallTau()).isGreaterThan(0.85);
    // What the regressor says of itself is what the rows held out here show.
    LatencyQuality told = regressor.heldOut().orElseThrow();
    assertThat(told.within10Percent()).isCloseTo(quality.within10Percent(), within(0.03));
  }
}
