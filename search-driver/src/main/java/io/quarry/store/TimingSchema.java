package io.quarry.store;

import io.quarry.outcome.Latency;
import io.quarry.outcome.TimedOn;
import io.quarry.outcome.Timing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The one place that knows the columns of the table of timings. Whatever changes raises {@link
 * #VERSION}.
 */
final class TimingSchema implements ParquetFiles.Rows<Timing> {
  static final int VERSION = 1;

  private static final String VERSION_KEY = "quarry.timings.version";
  private static final String SEPARATOR = ";";
  private static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message timing {
            required int32 schema_version;
          """
              + CandidateColumns.TYPES
              + """
            required binary purpose (STRING);
            required binary supernet_hash (STRING);
            required double latency_ms;
            required double latency_p10_ms;
            required double latency_p90_ms;
            required double interval_percent;
            required int32 runs;
            required double control_ms;
            required double drift_percent;
            required int32 attempts;
            required boolean steady;
            required binary fallen_back (STRING);
            required binary host_class (STRING);
            required binary host (STRING);
            required binary cpu (STRING);
            required binary runtime (STRING);
            required int32 batch_size;
            required int32 threads;
            required double load;
            required int64 timed_at (TIMESTAMP(MICROS,true));
          }
          """);

  @Override
  public byte[] encode(List<Timing> timings) {
    return ParquetBytes.write(
        TYPE,
        Map.of(VERSION_KEY, String.valueOf(VERSION)),
        timings.stream().map(TimingSchema::row).toList());
  }

  @Override
  public List<Timing> decode(byte[] file) throws UnreadableFileException {
    ParquetBytes.Table table = ParquetBytes.read(file);
    requireVersion(table.metadata());
    try {
      return table.rows().stream().map(TimingSchema::timing).toList();
    } catch (RuntimeException e) {
      throw new UnreadableFileException("its rows are not timings: " + e.getMessage(), e);
    }
  }

  /** Refuses tables of another kind or version, by what their files say of themselves. */
  static void requireVersion(Map<String, String> metadata) throws UnreadableFileException {
    String version = metadata.get(VERSION_KEY);
    if (!String.valueOf(VERSION).equals(version)) {
      throw new UnreadableFileException(
          version == null
              ? "it is a Parquet file, but not a table of timings"
              : "it has schema version %s, not %d".formatted(version, VERSION));
    }
  }

  @Override
  public boolean encodes(Timing timing) {
    return true;
  }

  private static Group row(Timing timing) {
    Group row = new SimpleGroup(TYPE);
    row.add("schema_version", VERSION);
    CandidateColumns.add(row, timing.candidate());
    row.add("purpose", timing.purpose().name().toLowerCase(Locale.ROOT));
    row.add("supernet_hash", timing.supernetHash());
    add(row, timing.latency());
    row.add("fallen_back", String.join(SEPARATOR, timing.fallenBack()));
    add(row, timing.on());
    return row;
  }

  private static void add(Group row, Latency latency) {
    row.add("latency_ms", latency.medianMs());
    row.add("latency_p10_ms", latency.p10Ms());
    row.add("latency_p90_ms", latency.p90Ms());
    row.add("interval_percent", latency.intervalPercent());
    row.add("runs", latency.runs());
    row.add("control_ms", latency.controlMs());
    row.add("drift_percent", latency.driftPercent());
    row.add("attempts", latency.attempts());
    row.add("steady", latency.steady());
  }

  private static void add(Group row, TimedOn on) {
    row.add("host_class", on.hostClass());
    row.add("host", on.host());
    row.add("cpu", on.cpu());
    row.add("runtime", on.runtime());
    row.add("batch_size", on.batch());
    row.add("threads", on.threads());
    row.add("load", on.load());
    row.add("timed_at", ChronoUnit.MICROS.between(Instant.EPOCH, on.at()));
  }

  private static Timing timing(Group row) {
    String fallenBack = text(row, "fallen_back");
    return new Timing(
        CandidateColumns.read(row),
        Timing.Purpose.valueOf(text(row, "purpose").toUpperCase(Locale.ROOT)),
        text(row, "supernet_hash"),
        latency(row),
        fallenBack.isEmpty() ? List.of() : List.of(fallenBack.split(SEPARATOR, -1)),
        on(row));
  }

  private static Latency latency(Group row) {
    return new Latency(
        row.getDouble("latency_ms", 0),
        row.getDouble("latency_p10_ms", 0),
        row.getDouble("latency_p90_ms", 0),
        row.getDouble("interval_percent", 0),
        row.getInteger("runs", 0),
        row.getDouble("control_ms", 0),
        row.getDouble("drift_percent", 0),
        row.getInteger("attempts", 0),
        row.getBoolean("steady", 0));
  }

  private static TimedOn on(Group row) {
    return new TimedOn(
        text(row, "host_class"),
        text(row, "host"),
        text(row, "cpu"),
        text(row, "runtime"),
        row.getInteger("batch_size", 0),
        row.getInteger("threads", 0),
        row.getDouble("load", 0),
        Instant.EPOCH.plus(row.getLong("timed_at", 0), ChronoUnit.MICROS));
  }

  private static String text(Group row, String column) {
    return row.getString(column, 0);
  }
}
