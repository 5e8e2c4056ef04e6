package io.quarry.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.api.Run;
import io.quarry.api.Search;
import io.quarry.notebooks.Note.Paragraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every paragraph of every note, on a small search and on what is none. */
class NotesIT {
  private static final String SMALL =
      """
      name = small
      objectives = [top1-error, size-bytes, latency-ms]
      data {
        kind = glyphs, classes = 3, size-pixels = 8
        splits { train = 90, calibration = 16, validation = 60, test = 40 }
      }
      supernet {
        stem { widths = [4], stride = 2 }
        stages = [ { blocks = [inverted], depths = [1], widths = [4, 8], kernels = [3]
                     expansions = [2], stride = 1 } ]
        recipe {
          batch = 30
          phases = [ { kind = largest, epochs = 1, learning-rate = 0.1, warmup-fraction = 0 } ]
        }
      }
      policy { formats = [float32, int8], last-layer = int8 }
      search {
        tactic = linas, evaluations = 24, batch = 12
        linas { initial = 12, least-batch = 6, predicted-evaluations = 200, population = 20 }
      }
      latency { cap-ms = 1, interval-percent = 1e6, drift-percent = 1e6 }
      """;

  @TempDir static Path runs;

  private static final Forms FORMS = new Forms();
  private static SparkSession spark;
  private static ScalaRepl scala;
  private static Run run;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            // As Spark 4 has it: what divides by nothing, or overflows, fails.
            .config("spark.sql.ansi.enabled", "true")
            // What takes longest for so few rows: to plan, and to compile each plan.
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate();
    scala = new ScalaRepl(FORMS);
    Search search = Search.of(spark).text(SMALL).runs(runs.toString());
    run =
        search
            .set("search.reference-point", "{top1-error=101,size-bytes=1e6,latency-ms=1e3}")
            .named("linas")
            .run();
    search
        .set("search.tactic", "random")
        .set("search.evaluations", "6")
        .set("objectives", "[top1-error,size-bytes]")
        .set("search.reference-point", "{top1-error=101,size-bytes=1e6}")
        .named("random")
        .run();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static List<Path> notes() throws IOException {
    return Note.files();
  }

  @ParameterizedTest
  @MethodSource("notes")
  void everyParagraphShowsWhatItsChartIsSetTo(Path file) throws IOException {
    fill(run.location(), runs.toString());
    for (Paragraph paragraph : Note.read(file).paragraphs()) {
      String text = paragraph.text();
      switch (paragraph.interpreter()) {
        case "md" -> assertThat(text).isNotBlank();
        case "spark" -> assertThat(scala.run(text)).as(paragraph.toString()).isNotBlank();
        case "spark.sql" -> assertThat(rows(paragraph)).as(paragraph.toString()).isNotEmpty();
        default -> throw new AssertionError("Nothing runs " + paragraph);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notes")
  void whereThereIsNoRunANoteSaysSoAndItsTablesAreEmpty(Path file) throws IOException {
    String nowhere = runs.resolve("nowhere").toString();
    fill(nowhere, nowhere);
    Note note = Note.read(file);
    assertThat(opening(note))
        .containsPattern(nowhere + " is not a run|There is no run in " + nowhere)
        .doesNotContain("Exception", "\tat ");
    for (Paragraph paragraph : note.queries()) {
      assertThat(rows(paragraph)).as(paragraph.toString()).isEmpty();
    }
  }

  /** As after a kill, or while it is under way: what comes at the end is not there yet. */
  @ParameterizedTest
  @ValueSource(strings = {"running-search.zpln", "searches-over-time.zpln"})
  void ofARunThatHasJustBegunANoteTellsWhatIsMissing(String file) throws IOException {
    Path begun = runs.resolveSibling(runs.getFileName() + "-begun");
    copy(Path.of(run.location()), begun.resolve("begun"), "config.conf", "measurements");
    Path torn = begun.resolve("begun/measurements/outcomes-000009.parquet");
    Files.writeString(torn, "PAR1 torn");
    fill(begun.resolve("begun").toString(), begun.toString());
    Note note = Note.read(Path.of(file));
    assertThat(opening(note))
        .containsPattern("begun has no front.csv yet|1 runs in .*, 0 of them with results")
        .doesNotContain("Exception", "\tat ");
    note.queries().forEach(NotesIT::rows);
    if (note.name().equals("running-search.zpln")) {
      assertThat(opening(note)).contains("24 candidates", "outcomes-000009.parquet");
      assertThat(rows(note.queries().get(0)).get(0).<String>getAs("state")).isEqualTo("idle");
    }
  }

  @ParameterizedTest
  @MethodSource("notes")
  void aNoteCanBeImportedAndHoldsNoResults(Path file) throws IOException {
    Note note = Note.read(file);
    assertThat(note.json().path("name").asText()).startsWith("Quarry/");
    assertThat(note.json().path("id").asText()).isNotBlank();
    assertThat(note.json().path("defaultInterpreterGroup").asText()).isEqualTo("spark");
    assertThat(note.json().has("noteParams") && note.json().has("noteForms")).isTrue();
    assertThat(note.json().path("config").isObject()).isTrue();
    assertThat(note.paragraphs())
        .extracting(p -> p.json().path("id").asText())
        .doesNotHaveDuplicates();
    for (Paragraph paragraph : note.paragraphs()) {
      assertThat(paragraph.json().has("results")).as("results of %s", paragraph).isFalse();
      assertThat(paragraph.json().path("status").asText()).isEqualTo("READY");
      assertThat(paragraph.json().path("settings").path("params")).isEmpty();
    }
  }

  /** The rows of a query, whose columns are those that its chart is set to. */
  private static List<Row> rows(Paragraph paragraph) {
    Dataset<Row> table = spark.sql(FORMS.filled(paragraph.text()));
    List<String> columns = List.of(table.columns());
    JsonNode graph = paragraph.json().at("/config/results/0/graph");
    List<JsonNode> shown = new ArrayList<>();
    for (String part : List.of("keys", "groups", "values")) {
      graph.path(part).forEach(shown::add);
    }
    graph.at("/setting/scatterChart").forEach(shown::add);
    if (!graph.path("mode").asText().equals("table")) {
      assertThat(shown).as("columns of the chart of %s", paragraph).hasSizeGreaterThan(1);
    }
    for (JsonNode column : shown) {
      assertThat(columns.indexOf(column.path("name").asText()))
          .as("column %s of %s among %s", column, paragraph, columns)
          .isNotNegative()
          .isEqualTo(column.path("index").asInt());
    }
    return table.collectAsList();
  }

  /** What the first paragraph of Scala prints, which makes the views. */
  private static String opening(Note note) {
    return scala.run(
        note.paragraphs().stream()
            .filter(paragraph -> paragraph.interpreter().equals("spark"))
            .findFirst()
            .orElseThrow()
            .text());
  }

  private static void fill(String run, String all) {
    FORMS.fill("run", run);
    FORMS.fill("runs", all);
  }

  private static void copy(Path from, Path to, String... parts) throws IOException {
    for (String part : parts) {
      try (Stream<Path> files = Files.walk(from.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
