package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.distill.SubStage;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageStoreTest {
  @TempDir Path root;

  static StageEntry entry() {
    return new StageEntry(
        2,
        "inverted-se",
        List.of(16, 32),
        7,
        9,
        List.of(
            new SubStage(Candidate.of(Map.of("stage1.width", "8")), 0.5, 0.25, 1L << 40, 17),
            new SubStage(Candidate.of(Map.of("stage1.width", "16")), 0.375, 0.125, 3, 5)),
        new StageEntry.Origin(
            "abc", "1.0", "host", "cpu", Instant.EPOCH.plusMillis(1_234_567), 60_000));
  }

  private StageStore store() {
    return StageStore.open(Directory.of(root.resolve("s").toString(), new Configuration(false)));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(store().read(2, "inverted-se", List.of(16, 32))).isEmpty();

    store().write(entry());

    assertThat(root.resolve("s/stage2-inverted-se-16-32.parquet")).isRegularFile();
    assertThat(store().read(2, "inverted-se", List.of(16, 32))).contains(entry());
    assertThat(store().read(2, "inverted-se", List.of(16))).isEmpty();
    assertThat(store().read(1, "inverted-se", List.of(16, 32))).isEmpty();
  }

  @Test
  void tornAndForeignFilesAreNamed() throws IOException {
    store().write(entry());
    Path file = root.resolve("s/stage2-inverted-se-16-32.parquet");
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(file, "it is torn or not Parquet: ");
    MeasurementStore.open(
            Directory.of(root.resolve("t").toString(), new Configuration(false)),
            List.of(Outcomes.ERROR, Outcomes.SIZE),
            name -> true)
        .append(List.of(Outcomes.measured(0, 0, 3)));
    Files.copy(
        root.resolve("t/outcomes-000001.parquet"), file, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(file, "it is a Parquet file, but not of a distilled stage");

    Path renamed = root.resolve("s/stage1-fused-4.parquet");
    Files.write(renamed, whole);
    assertThatThrownBy(() -> store().read(1, "fused", List.of(4)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            renamed + " is no distilled stage: it is of stage2-inverted-se-16-32");
  }

  private void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> store().read(2, "inverted-se", List.of(16, 32)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " is no distilled stage: " + why)
        .hasMessageContaining("Maybe delete it, and the stage is distilled again.");
  }
}
