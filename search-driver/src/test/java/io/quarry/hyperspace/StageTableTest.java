package io.quarry.hyperspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTableTest {
  private static final String HEADER =
      "stage,block_type,window,sub_stage,input_shape,nsr_loss,mflops,mparams,latency_ms\n";

  @TempDir Path directory;

  /** Two stages of two types and one window, at heights 8 and 4, and 12 and 6. */
  private static String rows() {
    return HEADER
        + Stream.of("1,a,0,,1x3x8x8", "1,b,0,,1x3x8x8", "2,a,0,,1x9x4x4", "2,b,0,,1x9x4x4")
            .map(row -> row + ",0.5,20,0.25,1.5\n")
            .reduce("", String::concat)
        + Stream.of("1,a,0,,1x3x12x12", "1,b,0,,1x3x12x12", "2,a,0,,1x9x6x6", "2,b,0,,1x9x6x6")
            .map(row -> row + ",0.4,40,0.25,3\n")
            .reduce("", String::concat);
  }

  private StageTable load(String rows, String... fixedMs) throws IOException {
    Files.writeString(directory.resolve("rows.csv"), rows);
    return StageTable.load(directory, FixedParts.parse(List.of(fixedMs)));
  }

  @Test
  void rowsBecomeCellsInOrderOfLatency() throws IOException {
    StageTable table = load(rows() + "1,a,0,,1x9x8x8,0.75,10,0.125,1\n");

    assertThat(table.hyperspace().stages())
        .containsExactly(
            new Stage("1", List.of("a", "b"), List.of("0")),
            new Stage("2", List.of("a", "b"), List.of("0")));
    assertThat(table.rows()).isEqualTo(9);
    assertThat(table.choices()).isEqualTo(4);
    assertThat(table.resolutions().labels()).containsExactly("8x8", "12x12");
    assertThat(table.resolutions().fixedMs()).containsExactly(0.0, 0.0);
    Cell cell = table.cells(new StageSpace(List.of(0, 0), List.of(0, 0)), 0)[0];
    assertThat(cell.lossAndMs()).containsExactly(0.75, 1, 0.5, 1.5);
    assertThat(List.of(cell.mflops(0), cell.mflops(1))).containsExactly(10.0, 20.0);
    assertThat(List.of(cell.mparams(0), cell.mparams(1))).containsExactly(0.125, 0.25);
    assertThat(cell.meanMs()).isEqualTo(1.25);
  }

  @Test
  void numberedNamesAreInOrderAndOthersAsTheyCome() {
    StageTableBuilder builder = new StageTableBuilder("t");
    for (String stage : List.of("10", "9", "11")) {
      for (String type : List.of("fused", "bottleneck")) {
        builder.add(stage, type, "0", new SubStage(new Input(8, 8), 1, 1, 1, 1));
      }
    }

    Hyperspace hyperspace = builder.build(SmallTables.noFixedParts()).hyperspace();

    assertThat(hyperspace.stages()).extracting(Stage::name).containsExactly("9", "10", "11");
    assertThat(hyperspace.stages().get(0).types()).containsExactly("fused", "bottleneck");
  }

  @Test
  void severalFilesAreOneTableAndItsDescriptionHasTheFixedParts() throws IOException {
    List<String> lines = rows().lines().toList();
    Files.writeString(directory.resolve("a.csv"), String.join("\n", lines.subList(0, 5)));
    try (OutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("b.csv.gz")))) {
      String rest = HEADER + String.join("\n", lines.subList(5, 9));
      packed.write(rest.getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        directory.resolve("stages.conf"), "name = mine, fixed-ms { 24 = 2, 16 = 1.5 }");

    StageTable table = StageTable.load(directory, SmallTables.noFixedParts());

    assertThat(table.name()).isEqualTo("mine");
    assertThat(table.rows()).isEqualTo(8);
    assertThat(table.resolutions().labels()).containsExactly("16", "24");
    assertThat(table.resolutions().fixedMs()).containsExactly(1.5, 2.0);
    assertThat(StageTable.load(directory, FixedParts.parse(List.of("0.5"))).resolutions().fixedMs())
        .containsExactly(0.5, 0.5);
  }

  @Test
  void theFastestNetworkIsFoundWithItsResolution() throws IOException {
    StageTable table = load(rows() + "2,b,0,,1x9x6x6,1,1,1,0.25\n", "16=4", "24=2.5");

    StageTable.Fastest fastest = table.fastest();

    assertThat(fastest.latencyMs()).isEqualTo(2.5 + 3 + 0.25);
    assertThat(table.hyperspace().text(fastest.space())).isEqualTo("ab-00");
    assertThat(fastest.resolution()).isEqualTo("24");
    assertThat(fastest.fixedMs()).isEqualTo(2.5);
  }

  @Test
  void everyGapIsNamed() {
    assertThatThrownBy(
            () ->
                load(
                    rows()
                        .replace("2,b,0,,1x9x6x6", "2,b,0,,1x9x4x4")
                        .replace("1,a,0,,1x3x8x8", "1,a,1,,1x3x8x8")
                        .replace("1,a,0,,1x3x12x12", "4,a,0,,1x3x12x12")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 5 gaps:")
        .hasMessageContaining("\n  stage 3: no row")
        .hasMessageContaining("\n  stage 1, block type a, window 0: no row")
        .hasMessageContaining("\n  stage 1, block type a, window 1: no row with an input of 12x12")
        .hasMessageContaining("\n  stage 1, block type b, window 1: no row")
        .hasMessageContaining("\n  stage 2, block type b, window 0: no row with an input of 6x6");
  }

  @Test
  void resolutionsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> load(rows().replace("x6x6", "x4x4")))
        .hasMessageContaining("The inputs of stage 1 (8x8, 12x12) and those of stage 2 (4x4)");
    assertThatThrownBy(() -> load(rows().replace("x6x6", "x9x9")))
        .hasMessageContaining("those of stage 2 (4x4, 9x9) are not those of the same networks");
    assertThatThrownBy(() -> load(rows(), "16=1", "24=2", "32=3"))
        .hasMessageContaining(
            "The heights of the fixed parts (16: 1.0 ms, 24: 2.0 ms, 32: 3.0 ms) and the inputs of"
                + " stage 1 (8x8, 12x12)");
  }

  @Test
  void everyBadCellIsNamedWithItsLine() {
    String rows =
        HEADER
            + "1,a,0,,1x3x8x8,many,20,0.25,1.5\n"
            + "1,a,0,,1x3x8x8,0.5,-1,NaN,0\n"
            + "1,,0,,8x8,0.5,20,0.25,1.5\n"
            + "1,a,0,,1x3x8x8,0.5,20,0.25\n";

    assertThatThrownBy(() -> load(rows))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("have 7 problems:")
        .hasMessageContaining("rows.csv: 2: nsr_loss = \"many\", but must be a number of 0 or more")
        .hasMessageContaining("rows.csv: 3: mflops = \"-1\"")
        .hasMessageContaining("rows.csv: 3: mparams = \"NaN\"")
        .hasMessageContaining("rows.csv: 3: latency_ms = \"0\", but must be a number above 0")
        .hasMessageContaining("rows.csv: 4: input_shape = \"8x8\", but must be a shape like")
        .hasMessageContaining("rows.csv: 4: block_type = \"\", but must be a name")
        .hasMessageContaining("rows.csv: 5: 8 cells, but the header has 9");
    assertThatThrownBy(() -> load("stage,window\n1,0\n"))
        .hasMessageContaining("rows.csv: 1: column block_type is missing; there are stage, window");
  }

  @Test
  void aDirectoryWithoutRowsIsRefused() {
    assertThatThrownBy(() -> StageTable.load(directory, SmallTables.noFixedParts()))
        .hasMessageContaining("There is no file *.csv or *.csv.gz in " + directory);
    assertThatThrownBy(() -> StageTable.load(directory.resolve("none"), SmallTables.noFixedParts()))
        .hasMessageContaining("cannot be listed")
        .hasMessageContaining("Maybe a directory with a table of stages is meant.");
    assertThatThrownBy(() -> load(HEADER)).hasMessageContaining("has no row");
  }

  @Test
  void fixedPartsAreTimesByHeightOrOneForAll() {
    assertThat(FixedParts.parse(List.of("160=1.45", "224 = 2")).msByHeight())
        .isEqualTo(Map.of(160, 1.45, 224, 2.0));
    assertThat(FixedParts.parse(List.of("2")).msByHeight()).isEqualTo(Map.of(0, 2.0));
    for (String wrong : List.of("160=", "=1", "0=1", "160=-1", "x=1", "160=NaN", "1.5=1")) {
      assertThatThrownBy(() -> FixedParts.parse(List.of(wrong)))
          .as(wrong)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("Fixed parts of ")
          .hasMessageContaining("as in 160=1.45,192=1.9");
    }
    assertThatThrownBy(() -> FixedParts.parse(List.of("160=1", "160=2")))
        .hasMessageContaining("160=2");
    assertThatThrownBy(() -> FixedParts.parse(List.of("160=1", "2")))
        .hasMessageContaining("2.0 beside others");
  }

  @Test
  void manyGapsAreCounted() {
    StageTableBuilder builder = new StageTableBuilder("t");
    IntStream.range(0, 9)
        .forEach(
            i -> builder.add("1", "t" + i, "w" + i, new SubStage(new Input(8, 8), 1, 1, 1, 1)));

    assertThatThrownBy(() -> builder.build(SmallTables.noFixedParts()))
        .hasMessageContaining("has 72 gaps:")
        .hasMessageEndingWith("and 22 more");
  }
}
