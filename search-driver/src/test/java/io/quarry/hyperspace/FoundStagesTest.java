package io.quarry.hyperspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.search.StageFigures;
import io.quarry.search.StageFigures.Row;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundStagesTest {
  @TempDir Path directory;

  /** Two stages of two block types and two windows, the second stage with another type. */
  private static FoundStages stages() {
    List<Row> rows = new ArrayList<>();
    for (String type : List.of("inverted", "inverted-se")) {
      for (int from : new int[] {8, 16}) {
        rows.add(row(1, type, List.of(from, 2 * from), 3, 12, 0.1 * from));
      }
    }
    for (String type : List.of("inverted", "fused")) {
      rows.add(row(2, type, List.of(64), 16, 6, 0.75));
    }
    return new FoundStages("mine", new StageFigures(rows, 0.125, "x"));
  }

  private static Row row(
      int stage, String type, List<Integer> window, int channels, int side, double loss) {
    return new Row(
        stage,
        type,
        window,
        "stage%d.depth=1;stage%d.width=8".formatted(stage, stage),
        channels,
        side,
        side,
        loss,
        1_500_000,
        2_000,
        0.5 + loss);
  }

  @Test
  void theFilesHoldTheTable() throws IOException {
    Files.writeString(directory.resolve("stages.csv"), stages().csv());
    Files.writeString(directory.resolve("stages.conf"), stages().description());

    StageTable read = StageTable.load(directory, new FixedParts(new TreeMap<>()));
    StageTable made = stages().table();

    assertThat(read.name()).isEqualTo(made.name()).isEqualTo("mine");
    assertThat(read.hyperspace()).isEqualTo(made.hyperspace());
    assertThat(read.resolutions()).isEqualTo(made.resolutions());
    StageSpace space = read.hyperspace().parse("inverted-se:16-32,fused:64");
    for (int s = 0; s < 2; s++) {
      Cell cell = read.cells(space, 0)[s];
      assertThat(cell.lossAndMs()).isEqualTo(made.cells(space, 0)[s].lossAndMs());
      assertThat(cell.mflops(0)).isEqualTo(3);
      assertThat(cell.mparams(0)).isEqualTo(0.002);
    }
    assertThat(read.leastMs()).isEqualTo(0.125 + 0.5 + 0.8 + 0.5 + 0.75);
  }

  @Test
  void aSpaceIsARestriction() {
    Hyperspace hyperspace = stages().table().hyperspace();

    assertThat(hyperspace.restriction(hyperspace.parse("inverted-se:16-32,fused:64")))
        .isEqualTo(
            """
            stage1 { type = inverted-se, width = [16, 32] }
            stage2 { type = fused, width = [64] }
            """);
  }

  @Test
  void theMedianIsThatOfNetworksOfAllSpaces() {
    StageTable table = stages().table();

    double median = table.medianMs(new Seeds(1).generator());

    // Half of the networks are of the narrow window in stage 1.
    assertThat(Math.min(median - table.leastMs(), table.leastMs() + 0.8 - median))
        .isCloseTo(0, within(1e-9));
    assertThat(table.hyperspace().ofOneType()).containsOnlyKeys("inverted");
  }
}
