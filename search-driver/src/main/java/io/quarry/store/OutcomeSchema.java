package io.quarry.store;

import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The one place that knows the columns of the table of outcomes.
 *
 * <p>Each objective has a column, named after its unit, which is null for a failed candidate. The
 * file says which column is which objective's, so that objectives can be added: older files lack
 * the column, and are read as before. Whatever else changes raises {@link #VERSION}.
 */
final class OutcomeSchema implements ParquetFiles.Rows<StoredOutcome> {
  static final int VERSION = 1;

  private static final String VERSION_KEY = "quarry.outcomes.version";
  private static final String OBJECTIVES_KEY = "quarry.outcomes.objectives";
  static final String MEASURED = "measured";
  private static final String FAILED = "failed";

  private static final String BEFORE_OBJECTIVES =
      """
      message outcome {
        required int32 schema_version;
        required int32 batch;
        required int32 position;
      """
          + CandidateColumns.TYPES
          + """
        required binary architecture (STRING);
        required binary policy (STRING);
        required binary status (STRING);
        optional binary cause (STRING);
      """;

  private static final String AFTER_OBJECTIVES =
      """
        required binary run (STRING);
        required binary configuration_hash (STRING);
        required binary supernet_hash (STRING);
        required binary data_hash (STRING);
        required binary code_version (STRING);
        required int64 seed;
        required binary host (STRING);
        required binary cpu (STRING);
        required int64 started_at (TIMESTAMP(MICROS,true));
        required double duration_ms;
      }
      """;

  private final Map<String, String> columns;
  private final Predicate<String> policyDecisions;
  private final MessageType type;

  OutcomeSchema(List<Objective> objectives, Predicate<String> policyDecisions) {
    this.columns = new LinkedHashMap<>();
    objectives.forEach(objective -> columns.put(objective.name(), objective.column()));
    this.policyDecisions = policyDecisions;
    requireDistinctColumns(objectives);
    this.type = type(objectives);
  }

  /** Refuses an objective whose column another objective has, or the table itself. */
  static void requireDistinctColumns(List<Objective> objectives) {
    Set<String> taken = new HashSet<>();
    type(List.of()).getFields().forEach(field -> taken.add(field.getName()));
    for (Objective objective : objectives) {
      if (!taken.add(objective.column())) {
        throw new InputException(
            "The column %s of objective %s is taken in the table of outcomes"
                .formatted(objective.column(), objective.name()),
            "add its unit to the name.");
      }
    }
  }

  private static MessageType type(List<Objective> objectives) {
    return MessageTypeParser.parseMessageType(
        objectives.stream()
            .map(objective -> "optional double %s;%n".formatted(objective.column()))
            .collect(Collectors.joining("", BEFORE_OBJECTIVES, AFTER_OBJECTIVES)));
  }

  /** A Parquet file of the given rows. */
  @Override
  public byte[] encode(List<StoredOutcome> entries) {
    String objectives =
        columns.entrySet().stream()
            .map(column -> column.getKey() + "=" + column.getValue())
            .collect(Collectors.joining(";"));
    Map<String, String> metadata =
        Map.of(VERSION_KEY, String.valueOf(VERSION), OBJECTIVES_KEY, objectives);
    return ParquetBytes.write(type, metadata, entries.stream().map(this::row).toList());
  }

  /** The rows of a Parquet file, in its order. */
  @Override
  public List<StoredOutcome> decode(byte[] file) throws UnreadableFileException {
    ParquetBytes.Table table = ParquetBytes.read(file);
    requireVersion(table.metadata());
    try {
      Map<String, String> objectives = objectives(table.metadata().get(OBJECTIVES_KEY));
      return table.rows().stream().map(row -> entry(row, objectives)).toList();
    } catch (RuntimeException e) {
      throw new UnreadableFileException("its rows are not outcomes: " + e.getMessage(), e);
    }
  }

  /** Refuses tables of another kind or version, by what their files say of themselves. */
  static void requireVersion(Map<String, String> metadata) throws UnreadableFileException {
    String version = metadata.get(VERSION_KEY);
    if (!String.valueOf(VERSION).equals(version)) {
      throw new UnreadableFileException(
          version == null
              ? "it is a Parquet file, but not a table of outcomes"
              : "it has schema version %s, not %d".formatted(version, VERSION));
    }
  }

  /** The columns of a file's objectives, by the objectives' names. */
  static Map<String, String> objectiveColumns(Map<String, String> metadata) {
    return objectives(metadata.get(OBJECTIVES_KEY));
  }

  @Override
  public boolean encodes(StoredOutcome entry) {
    return !(entry.outcome() instanceof Measurement measurement)
        || columns.keySet().containsAll(measurement.scores().values().keySet());
  }

  private Group row(StoredOutcome entry) {
    Outcome outcome = entry.outcome();
    Candidate candidate = outcome.candidate();
    Group row = new SimpleGroup(type);
    row.add("schema_version", VERSION);
    row.add("batch", entry.batch());
    row.add("position", entry.position());
    CandidateColumns.add(row, candidate);
    row.add("architecture", candidate.restrictedTo(policyDecisions.negate()).text());
    row.add("policy", candidate.restrictedTo(policyDecisions).text());
    if (outcome instanceof Measurement measurement) {
      row.add("status", MEASURED);
      measurement.scores().values().forEach((name, value) -> row.add(column(name), value));
    } else if (outcome instanceof Failed failed) {
      row.add("status", FAILED);
      row.add("cause", failed.cause());
    }
    add(row, outcome.provenance());
    return row;
  }

  private String column(String objective) {
    String column = columns.get(objective);
    if (column == null) {
      throw new IllegalArgumentException(
          "Objective %s has no column; there are %s".formatted(objective, columns.keySet()));
    }
    return column;
  }

  private static void add(Group row, Provenance from) {
    row.add("run", from.run());
    row.add("configuration_hash", from.configurationHash());
    row.add("supernet_hash", from.supernetHash());
    row.add("data_hash", from.dataHash());
    row.add("code_version", from.codeVersion());
    row.add("seed", from.seed());
    row.add("host", from.host());
    row.add("cpu", from.cpu());
    row.add("started_at", ChronoUnit.MICROS.between(Instant.EPOCH, from.startedAt()));
    row.add("duration_ms", from.durationMs());
  }

  private static StoredOutcome entry(Group row, Map<String, String> objectives) {
    Candidate candidate = CandidateColumns.read(row);
    Provenance from = provenance(row);
    Outcome outcome =
        switch (text(row, "status")) {
          case MEASURED -> new Measurement(candidate, scores(row, objectives), from);
          case FAILED -> new Failed(candidate, text(row, "cause"), from);
          default -> throw new IllegalArgumentException("status " + text(row, "status"));
        };
    return new StoredOutcome(row.getInteger("batch", 0), row.getInteger("position", 0), outcome);
  }

  private static Scores scores(Group row, Map<String, String> objectives) {
    TreeMap<String, Double> values = new TreeMap<>();
    objectives.forEach(
        (name, column) -> {
          if (row.getFieldRepetitionCount(column) > 0) {
            values.put(name, row.getDouble(column, 0));
          }
        });
    return new Scores(values);
  }

  private static Provenance provenance(Group row) {
    return new Provenance(
        text(row, "run"),
        text(row, "configuration_hash"),
        text(row, "supernet_hash"),
        text(row, "data_hash"),
        text(row, "code_version"),
        row.getLong("seed", 0),
        text(row, "host"),
        text(row, "cpu"),
        Instant.EPOCH.plus(row.getLong("started_at", 0), ChronoUnit.MICROS),
        row.getDouble("duration_ms", 0));
  }

  private static String text(Group row, String column) {
    return row.getString(column, 0);
  }

  private static Map<String, String> objectives(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String pair : text.split(";", -1)) {
      String[] parts = pair.split("=", 2);
      columns.put(parts[0], parts[1]);
    }
    return columns;
  }
}
