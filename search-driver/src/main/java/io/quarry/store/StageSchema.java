package io.quarry.store;

import io.quarry.distill.SubStage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The one place that knows the columns of the table of distilled stages. Whatever changes raises
 * {@link #VERSION}.
 */
final class StageSchema {
  static final int VERSION = 1;

  private static final String VERSION_KEY = "quarry.stages.version";
  private static final String DASH = "-";
  private static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message stage {
            required int32 schema_version;
            required int32 stage;
            required binary block_type (STRING);
            required binary window (STRING);
            required int32 input_height;
            required int32 input_width;
            required int32 position;
          """
              + CandidateColumns.TYPES
              + """
            required double int8_loss;
            required double float32_loss;
            required int64 macs;
            required int64 parameters;
            required binary teacher_hash (STRING);
            required binary code_version (STRING);
            required binary host (STRING);
            required binary cpu (STRING);
            required int64 started_at (TIMESTAMP(MICROS,true));
            required int64 duration_ms;
          }
          """);

  private StageSchema() {}

  static byte[] encode(StageEntry entry) {
    List<Group> rows =
        IntStream.range(0, entry.rows().size()).mapToObj(position -> row(entry, position)).toList();
    return ParquetBytes.write(TYPE, Map.of(VERSION_KEY, String.valueOf(VERSION)), rows);
  }

  static StageEntry decode(byte[] file) throws UnreadableFileException {
    ParquetBytes.Table table = ParquetBytes.read(file);
    String version = table.metadata().get(VERSION_KEY);
    if (!String.valueOf(VERSION).equals(version)) {
      throw new UnreadableFileException(
          version == null
              ? "it is a Parquet file, but not of a distilled stage"
              : "it has schema version %s, not %d".formatted(version, VERSION));
    }
    try {
      return entry(table.rows());
    } catch (RuntimeException e) {
      throw new UnreadableFileException("its rows are no sub-stages: " + e.getMessage(), e);
    }
  }

  private static Group row(StageEntry entry, int position) {
    SubStage subStage = entry.rows().get(position);
    StageEntry.Origin origin = entry.origin();
    Group row = new SimpleGroup(TYPE);
    row.add("schema_version", VERSION);
    row.add("stage", entry.stage());
    row.add("block_type", entry.blockType());
    row.add("window", text(entry.window()));
    row.add("input_height", entry.inputHeight());
    row.add("input_width", entry.inputWidth());
    row.add("position", position);
    CandidateColumns.add(row, subStage.choices());
    row.add("int8_loss", subStage.int8Loss());
    row.add("float32_loss", subStage.float32Loss());
    row.add("macs", subStage.macs());
    row.add("parameters", subStage.parameters());
    row.add("teacher_hash", origin.teacherHash());
    row.add("code_version", origin.codeVersion());
    row.add("host", origin.host());
    row.add("cpu", origin.cpu());
    row.add("started_at", ChronoUnit.MICROS.between(Instant.EPOCH, origin.startedAt()));
    row.add("duration_ms", origin.durationMs());
    return row;
  }

  private static StageEntry entry(List<Group> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("there are none");
    }
    Group first = rows.get(0);
    return new StageEntry(
        first.getInteger("stage", 0),
        first.getString("block_type", 0),
        Arrays.stream(first.getString("window", 0).split(DASH, -1)).map(Integer::valueOf).toList(),
        first.getInteger("input_height", 0),
        first.getInteger("input_width", 0),
        rows.stream().map(StageSchema::subStage).toList(),
        new StageEntry.Origin(
            first.getString("teacher_hash", 0),
            first.getString("code_version", 0),
            first.getString("host", 0),
            first.getString("cpu", 0),
            Instant.EPOCH.plus(first.getLong("started_at", 0), ChronoUnit.MICROS),
            first.getLong("duration_ms", 0)));
  }

  private static SubStage subStage(Group row) {
    return new SubStage(
        CandidateColumns.read(row),
        row.getDouble("int8_loss", 0),
        row.getDouble("float32_loss", 0),
        row.getLong("macs", 0),
        row.getLong("parameters", 0));
  }

  /** A window by its widths: {@code 16-32}. */
  static String text(List<Integer> window) {
    return window.stream().map(String::valueOf).collect(Collectors.joining(DASH));
  }
}
