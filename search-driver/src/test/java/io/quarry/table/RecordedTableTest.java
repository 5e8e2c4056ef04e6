package io.quarry.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTableTest {
  private static final String HEADER = "remark,depth,width,error_percent,speed\n";
  private static final String COMPLETE =
      HEADER
          + "\"one, two\nlines and \"\"quotes\"\"\",flat,,10,100\n"
          + "x,deep,08,8,80\n"
          + "x,deep,8,6,60.5\n"
          + "x,deep,16,7,5e1\n";

  @TempDir Path directory;

  @Test
  void aCompleteTableIsFoundByCandidates() {
    RecordedTable table = load(COMPLETE);

    assertThat(table.name()).isEqualTo("small");
    assertThat(table.size()).isEqualTo(4);
    assertThat(table.isComplete()).isTrue();
    assertThat(table.hasDurations()).isFalse();
    assertThat(scores(table, Map.of("depth", "flat")))
        .isEqualTo(Scores.of(Map.of("error", 10.0, "speed", 100.0)));
    assertThat(scores(table, Map.of("depth", "deep", "width", "08")))
        .isEqualTo(Scores.of(Map.of("error", 8.0, "speed", 80.0)));
    assertThat(scores(table, Map.of("depth", "deep", "width", "8")))
        .isEqualTo(Scores.of(Map.of("error", 6.0, "speed", 60.5)));
    assertThat(table.row(2).line()).isEqualTo(5);
  }

  @Test
  void theReferencePointIsTheWorstOfTheTableUnlessGiven() {
    RecordedTable worst = load(COMPLETE);
    assertThat(worst.referencePoint()).containsExactly(10, -50);
    // (10 − 8)·(80 − 50) + (8 − 6)·(60.5 − 50): the other points lie on the corner's sides.
    assertThat(worst.ownVolume()).isCloseTo(2 * 30 + 2 * 10.5, within(1e-9));

    RecordedTable given =
        Tables.of(
            directory, Tables.DESCRIPTION + "reference-point { error = 9, speed = 60 }", COMPLETE);
    assertThat(given.referencePoint()).containsExactly(9, -60);
    assertThat(given.ownVolume()).isCloseTo(1 * 20 + 2 * 0.5, within(1e-9));
  }

  @Test
  void rowsThatDifferInInactiveDecisionsAloneAreOneCandidate() {
    RecordedTable table =
        load(HEADER + "x,flat,8,10,100\nx,flat,what,1e1,100.0\n\nx,deep,8,5,50\nx,deep,08,4,70\n");

    assertThat(table.size()).isEqualTo(3);
    assertThat(table.isComplete()).isFalse();
    assertThat(table.indexOf(Candidate.of(Map.of("depth", "deep", "width", "16")))).isEmpty();
    assertThat(table.row(1).line()).isEqualTo(5);
  }

  @Test
  void rowsOfOneCandidateThatDisagreeAreAllListed() {
    assertProblems(
        HEADER
            + "x,flat,8,10,100\nx,deep,8,5,50\nx,flat,16,11,100\nx,deep,8,5,50\n"
            + "x,flat,,nan,100\nx,deep,16,5,50\nx,deep,16,,50\n",
        "The rows of table small have 2 problems:",
        "rows.csv: 2, 4, 6: the same candidate with different values: "
            + "error 10.0, speed 100.0; error 11.0, speed 100.0; failed",
        "rows.csv: 7, 8: the same candidate with different values: error 5.0, speed 50.0; failed");
  }

  @Test
  void whatIsNotFiniteIsAFailureWithItsReason() {
    RecordedTable table =
        load(
            HEADER + "x,flat,,NaN,100\nx,deep,08,8, \nx,deep,8,6,60\nx,deep,16,-Inf,1e999\n",
            "reference-point { error = 9, speed = 1 }");

    assertThat(failure(table, 0)).isEqualTo("line 2: error_percent is NaN");
    assertThat(failure(table, 1)).isEqualTo("line 3: speed is empty");
    assertThat(table.row(2).outcome()).isInstanceOf(Measurement.class);
    assertThat(failure(table, 3))
        .isEqualTo("line 5: error_percent is -Inf; line 5: speed is 1e999");
  }

  @Test
  void allProblemsOfTheRowsAreReportedTogetherWithTheirLines() {
    assertProblems(
        "depth,width,error_percent,error_percent\n"
            + "flat,,1,1\nFlat,,1,1\ndeep,008,1,1\ndeep,8\ndeep,8,one,1\ndeep,,0x10,1\n",
        "The rows of table small have 8 problems:",
        "rows.csv: 1: column error_percent stands there twice",
        "rows.csv: 1: column speed is missing; there are depth, width, error_percent",
        "rows.csv: 3: depth = \"Flat\", but must be one of flat, deep",
        "rows.csv: 4: width = \"008\", but must be one of 08, 8, 16",
        "rows.csv: 5: 2 cells, but the header has 4",
        "rows.csv: 6: error_percent = \"one\", but must be a number",
        "rows.csv: 7: width = \"\", but must be one of 08, 8, 16",
        "rows.csv: 7: error_percent = \"0x10\", but must be a number");
  }

  @Test
  void manyProblemsAreNamedByTheirLinesAlone() {
    String rows =
        HEADER
            + "x,flat,,1,1\n"
            + IntStream.range(0, 150).mapToObj(i -> "x,up,,1,1\n").collect(Collectors.joining());

    assertThatThrownBy(() -> load(rows))
        .hasMessageStartingWith("The rows of table small have 150 problems:")
        .hasMessageContaining("rows.csv: 102: depth")
        .hasMessageNotContaining("rows.csv: 103: depth")
        .hasMessageContaining("and 50 more, in the lines 103, 104, 105,")
        .hasMessageEndingWith("151, 152");
  }

  @Test
  void durationsAreAboveZeroAndInTheirUnit() {
    String description = Tables.DESCRIPTION + "duration { column = took, unit = ms }";
    String header = "depth,width,error_percent,speed,took\n";

    RecordedTable table =
        Tables.of(
            directory, description, header + "deep,8,1,2,1500\ndeep,16,1.5,1,0.5\nflat,,3,0,1\n");
    assertThat(table.hasDurations()).isTrue();
    assertThat(table.row(0).durationSeconds()).isEqualTo(1.5);
    assertThat(table.row(0).outcome().provenance().durationMs()).isEqualTo(1500);
    assertThat(table.row(1).durationSeconds()).isEqualTo(0.0005);

    assertThatThrownBy(
            () ->
                Tables.of(
                    directory, description, header + "deep,8,1,1,-1\ndeep,16,2,2,\nflat,,2,2,x\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.csv: 2: took = \"-1\", but must be a duration above 0")
        .hasMessageContaining("rows.csv: 3: took = \"\", but must be a duration above 0")
        .hasMessageContaining("rows.csv: 4: took = \"x\", but must be a number");
  }

  @Test
  void theRowsMayBePackedAndBeginWithAByteOrderMark() throws IOException {
    load(COMPLETE);
    Files.delete(directory.resolve("rows.csv"));
    Files.write(
        directory.resolve("rows.csv.gz"),
        packed(
            "\uFEFF"
                + COMPLETE.substring("remark,".length()).replaceAll("(?s)\n(\"one.*\"|x),", "\n")));

    assertThat(RecordedTable.load(directory).size()).isEqualTo(4);

    Files.writeString(directory.resolve("rows.csv"), COMPLETE);
    assertThatThrownBy(() -> RecordedTable.load(directory))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Table %s has both rows.csv and rows.csv.gz", directory);
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    assertThatThrownBy(() -> load(HEADER + "x,flat,,1,1\n\"x,flat"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("%s cannot be read: ", directory.resolve("rows.csv"))
        .hasMessageContaining("Maybe it is not CSV in UTF-8, or it was cut off.");

    Files.write(directory.resolve("rows.csv"), new byte[] {'a', (byte) 0xFF, '\n'});
    assertThatThrownBy(() -> RecordedTable.load(directory))
        .hasMessageStartingWith("%s cannot be read: ", directory.resolve("rows.csv"));

    Files.delete(directory.resolve("rows.csv"));
    byte[] whole = packed(COMPLETE);
    Files.write(directory.resolve("rows.csv.gz"), Arrays.copyOf(whole, whole.length - 30));
    assertThatThrownBy(() -> RecordedTable.load(directory))
        .hasMessageStartingWith("%s cannot be read: ", directory.resolve("rows.csv.gz"));
    Files.writeString(directory.resolve("rows.csv.gz"), COMPLETE);
    assertThatThrownBy(() -> RecordedTable.load(directory))
        .hasMessageStartingWith("%s cannot be read: ", directory.resolve("rows.csv.gz"));
  }

  @Test
  void tablesWithoutUsableRowsAreRefused() throws IOException {
    assertThatThrownBy(() -> load("")).hasMessageContaining("rows.csv: 1: there is no header");
    assertThatThrownBy(() -> load(HEADER))
        .hasMessageContaining("rows.csv: 2: there is no row that can be used");
    assertThatThrownBy(() -> load(HEADER + "x,flat,,,\n"))
        .isInstanceOf(InputException.class)
        .hasMessage("All 1 rows of table small failed");
    assertThatThrownBy(() -> load(HEADER + "x,flat,,1,1\nx,deep,8,1,5\n"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "No row of table small is better than its reference point in every objective"
                + System.lineSeparator()
                + "Maybe an objective is constant, or every row is the worst in one;"
                + " give table.conf a reference-point.");

    Files.delete(directory.resolve("rows.csv"));
    assertThatThrownBy(() -> RecordedTable.load(directory))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Table %s has neither rows.csv nor rows.csv.gz", directory)
        .hasMessageContaining("benchmarks/tables/import.sh");
  }

  private RecordedTable load(String rows, String more) {
    return Tables.of(directory, Tables.DESCRIPTION + more, rows);
  }

  private RecordedTable load(String rows) {
    return Tables.of(directory, Tables.DESCRIPTION, rows);
  }

  private void assertProblems(String rows, String... lines) {
    assertThatThrownBy(() -> load(rows))
        .isInstanceOf(InputException.class)
        .satisfies(
            e -> assertThat(e.getMessage().lines().map(String::strip)).containsSubsequence(lines));
  }

  private static Scores scores(RecordedTable table, Map<String, String> values) {
    int row = table.indexOf(Candidate.of(values)).orElseThrow();
    return ((Measurement) table.row(row).outcome()).scores();
  }

  private static String failure(RecordedTable table, int row) {
    return ((Failed) table.row(row).outcome()).cause();
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
