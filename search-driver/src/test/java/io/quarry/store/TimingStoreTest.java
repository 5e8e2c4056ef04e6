package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.space.Candidate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingStoreTest {
  @TempDir Path directory;

  @Test
  void whatIsAppendedIsReadInTheOrderOfCommits() {
    Timing first = timing("3", Timing.Purpose.SEARCH, List.of());
    Timing second = timing("5", Timing.Purpose.SEARCH, List.of("stem", "stage1.block1"));
    Timing again = timing("3", Timing.Purpose.CONFIRMATION, List.of());
    store().append(List.of(first, second));
    store().append(List.of(again));
    assertThat(store().read()).containsExactly(first, second, again);
  }

  @Test
  void ofNoTimingsNoFileIsWritten() {
    store().append(List.of());
    assertThat(directory.resolve("timings")).doesNotExist();
    assertThat(store().read()).isEmpty();
  }

  @Test
  void aTornFileIsLeftAloneAndTheOthersAreRead() {
    store().append(List.of(timing("3", Timing.Purpose.REFERENCE, List.of())));
    Directory timings = root().child("timings");
    timings.writeNew("timings-000002.parquet", "PAR1 torn".getBytes(StandardCharsets.UTF_8));
    assertThat(store().read()).hasSize(1);
    store().append(List.of(timing("5", Timing.Purpose.SEARCH, List.of())));
    assertThat(timings.names()).contains("timings-000003.parquet");
  }

  @Test
  void aTableOfOutcomesIsNoTableOfTimings() {
    root().child("timings").create();
    byte[] outcomes = new OutcomeSchema(List.of(), name -> false).encode(List.of());
    root().child("timings").writeNew("timings-000001.parquet", outcomes);
    assertThat(store().read()).isEmpty();
  }

  private TimingStore store() {
    return TimingStore.open(root().child("timings"));
  }

  private Directory root() {
    return Directory.of(directory.toString(), new Configuration(false));
  }

  private static Timing timing(String kernel, Timing.Purpose purpose, List<String> fallenBack) {
    return new Timing(
        Candidate.of(Map.of("kernel", kernel, "stem.format", "int8/uint8")),
        purpose,
        "hash",
        new Latency(0.25, 0.24, 0.3, 1.5, 400, 0.4, -1.25, 2, true),
        fallenBack,
        new TimedOn(
            "edge", "host", "cpu", "onnxruntime 1", 1, 2, 0.5, Instant.EPOCH.plusMillis(7)));
  }
}
