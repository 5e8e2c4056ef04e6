package io.quarry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import io.quarry.score.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds STORE.md against files, which are read with Parquet's own classes alone. */
class StorePageTest {
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| ([^|]+) \\|[^|]*\\|(.+)\\|");

  @TempDir Path root;

  @Test
  void thePageNamesTheColumnsOfAllTablesWithTheirTypes() throws IOException {
    assertThat(documented("## measurements")).isEqualTo(columns(schema(outcomes())));
    assertThat(documented("## timings")).isEqualTo(columns(schema(timings())));
    assertThat(documented("## stages")).isEqualTo(columns(schema(stages())));
  }

  @Test
  void thePageNamesTheVersionsThatFilesHave() throws IOException {
    String page = Files.readString(Path.of("STORE.md"));
    Map<Path, String> keys =
        Map.of(
            outcomes(),
            "quarry.outcomes.version",
            timings(),
            "quarry.timings.version",
            stages(),
            "quarry.stages.version");
    for (Map.Entry<Path, String> one : keys.entrySet()) {
      try (ParquetFileReader file = open(one.getKey())) {
        assertThat(file.getFileMetaData().getKeyValueMetaData()).containsEntry(one.getValue(), "1");
        assertThat(page).contains("`" + one.getValue() + "`");
      }
    }
  }

  @Test
  void aReaderOfParquetNeedsNoClassOfQuarrys() throws IOException {
    List<String> read = new ArrayList<>();
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), hadoop(outcomes())).build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        Group pair = row.getGroup("decisions", 0).getGroup("key_value", 1);
        read.add(
            "%s %s=%s %d"
                .formatted(
                    row.getString("status", 0),
                    pair.getString("key", 0),
                    pair.getString("value", 0),
                    row.getFieldRepetitionCount("top1_error_percent")));
      }
    }
    assertThat(read).containsExactly("measured stage1.kernel=3 1", "failed stage1.kernel=5 0");
  }

  private Path outcomes() {
    MeasurementStore.open(directory("measurements"), Objectives.SCORED, name -> true)
        .append(List.of(Outcomes.measured(0, 0, 3), Outcomes.failed(0, 1, 5)));
    return root.resolve("measurements/outcomes-000001.parquet");
  }

  private Path timings() {
    TimingStore.open(directory("timings"))
        .append(
            List.of(
                new Timing(
                    Outcomes.candidate(3),
                    Timing.Purpose.SEARCH,
                    "5",
                    new Latency(1, 1, 1, 1, 1, 1, 1, 1, true),
                    List.of(),
                    new TimedOn("", "h", "c", "r", 1, 1, 0, Instant.EPOCH))));
    return root.resolve("timings/timings-000001.parquet");
  }

  private Path stages() {
    StageStore.open(directory("stages")).write(StageStoreTest.entry());
    return root.resolve("stages/stage2-inverted-se-16-32.parquet");
  }

  private Directory directory(String name) {
    return Directory.of(root.resolve(name).toString(), new Configuration(false));
  }

  /** Column and type, and whether it may be null, of a section's table. */
  private static List<String> documented(String section) throws IOException {
    String page = Files.readString(Path.of("STORE.md"));
    String text = page.substring(page.indexOf(section + "\n"));
    int next = text.indexOf("\n## ", 1);
    Matcher rows = ROW.matcher(text.substring(0, next));
    List<String> found = new ArrayList<>();
    while (rows.find()) {
      String type = rows.group(2).strip();
      String nullable = rows.group(3).contains("; null where") ? " or null" : "";
      found.add(rows.group(1) + " " + type + nullable);
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static List<String> columns(MessageType schema) {
    return schema.getFields().stream()
        .map(
            field ->
                "%s %s%s"
                    .formatted(
                        field.getName(),
                        type(field),
                        field.isRepetition(Type.Repetition.OPTIONAL) ? " or null" : ""))
        .toList();
  }

  private static String type(Type field) {
    if (!field.isPrimitive()) {
      return "map of string to string";
    }
    LogicalTypeAnnotation annotation = field.getLogicalTypeAnnotation();
    if (annotation == null) {
      return field.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(Locale.ROOT);
    }
    return annotation.equals(LogicalTypeAnnotation.stringType())
        ? "string"
        : annotation.equals(
                LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
            ? "timestamp, µs, UTC"
            : annotation.toString();
  }

  private static MessageType schema(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getFileMetaData().getSchema();
    }
  }

  private static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(HadoopInputFile.fromPath(hadoop(file), new Configuration()));
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
