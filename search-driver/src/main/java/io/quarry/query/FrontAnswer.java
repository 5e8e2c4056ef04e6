package io.quarry.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.objective.Objective;
import io.quarry.quantize.Policy;
import io.quarry.report.FrontTable;
import io.quarry.report.NearestMiss;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** What a {@link FrontQuery} found. */
public final class FrontAnswer {
  private static final int SHORT_KEY = 8;

  private final List<String> runs;
  private final List<Objective> objectives;
  private final List<Field> shown;
  private final Counts counts;
  private final List<Row> rows;
  private final Optional<NearestMiss> nearestMiss;
  private final List<Binding> bindings;
  private final List<String> remarks;
  private final List<String> problems;

  FrontAnswer(
      List<String> runs,
      List<Objective> objectives,
      List<Field> shown,
      Counts counts,
      List<Row> rows,
      Optional<NearestMiss> nearestMiss,
      List<Binding> bindings,
      List<String> remarks,
      List<String> problems) {
    this.runs = List.copyOf(runs);
    this.objectives = List.copyOf(objectives);
    this.shown = List.copyOf(shown);
    this.counts = counts;
    this.rows = List.copyOf(rows);
    this.nearestMiss = nearestMiss;
    this.bindings = List.copyOf(bindings);
    this.remarks = List.copyOf(remarks);
    this.problems = List.copyOf(problems);
  }

  /**
   * What became of the rows.
   *
   * @param measured candidates that have all objectives that are looked at
   * @param satisfying of them, those that satisfy the condition
   * @param skipped measured candidates that lack one: of an older file, or not timed
   * @param failed candidates that failed
   */
  record Counts(int measured, int satisfying, int skipped, int failed) {}

  /** A part of the condition, and how many candidates keep it. */
  record Binding(String condition, int kept) {}

  /**
   * A point.
   *
   * @param numbers NaN where it has none
   * @param standing as front.csv has it, or empty
   * @param complete with the formats of every layer
   */
  record Row(
      String run,
      Candidate candidate,
      Map<Field, Double> numbers,
      String standing,
      Candidate complete) {

    String key() {
      return candidate.key();
    }

    private String architecture() {
      return candidate.restrictedTo(name -> !Policy.isDecision(name)).text();
    }

    private Candidate policy() {
      return complete.restrictedTo(Policy::isDecision);
    }
  }

  /** Whether anything satisfies the condition. */
  public boolean isFeasible() {
    return counts.satisfying > 0;
  }

  /** What the user should know beside the points, a line each. */
  public List<String> remarks() {
    List<String> all = new ArrayList<>(remarks);
    if (counts.skipped > 0) {
      List<String> names =
          shown.stream()
              .filter(field -> field.kind() == Field.Kind.OBJECTIVE)
              .map(Field::name)
              .toList();
      all.add(
          "%d measured candidates are skipped: they lack one of %s (older rows, or not timed)"
              .formatted(counts.skipped, String.join(", ", names)));
    }
    problems.forEach(problem -> all.add(problem + "; it is left alone"));
    return all;
  }

  /** For people, where nothing satisfies the condition: the nearest miss, and what binds. */
  public String miss() {
    String kept =
        bindings.stream()
            .map(
                one ->
                    "  %s is kept by %d of %d"
                        .formatted(one.condition, one.kept, counts.measured + counts.skipped))
            .collect(Collectors.joining(System.lineSeparator()));
    String nearest =
        nearestMiss
            .map(NearestMiss::text)
            .orElse("there is no nearest miss, as no candidate keeps what has no distance");
    return "no point satisfies the condition; %s%n%s".formatted(nearest, kept);
  }

  /** The points as an aligned table, and a line on what they were chosen from. */
  public String text() {
    List<Field> fields = fields();
    List<Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(column("run", HorizontalAlign.LEFT));
    }
    columns.add(column("key", HorizontalAlign.LEFT));
    fields.forEach(field -> columns.add(column(title(field), HorizontalAlign.RIGHT)));
    boolean standing = hasStanding();
    if (standing) {
      columns.add(column("standing", HorizontalAlign.LEFT));
    }
    columns.add(column("formats (layers)", HorizontalAlign.LEFT));
    String[][] cells =
        rows.stream().map(row -> cells(row, fields, standing)).toArray(String[][]::new);
    return "%s%n%n%d shown of %d that satisfy the condition, of %d measured; %d failed"
        .formatted(
            AsciiTable.getTable(AsciiTable.NO_BORDERS, columns.toArray(Column[]::new), cells),
            rows.size(),
            counts.satisfying,
            counts.measured,
            counts.failed);
  }

  private String[] cells(Row row, List<Field> fields, boolean standing) {
    List<String> cells = new ArrayList<>();
    if (runs.size() > 1) {
      cells.add(row.run);
    }
    cells.add(row.key().substring(0, SHORT_KEY));
    for (Field field : fields) {
      double value = row.numbers.getOrDefault(field, Double.NaN);
      cells.add(Double.isNaN(value) ? "" : FrontTable.rounded(value));
    }
    if (standing) {
      cells.add(row.standing);
    }
    cells.add(FrontTable.formats(row.policy().values()));
    return cells.toArray(String[]::new);
  }

  /** What is shown of the points: what is looked at, and what was confirmed. */
  private List<Field> fields() {
    Set<Field> all = new LinkedHashSet<>(shown);
    for (Field field : List.of(Vocabulary.TEST_ERROR, Vocabulary.CONFIRMED_LATENCY)) {
      if (rows.stream()
          .anyMatch(row -> !Double.isNaN(row.numbers.getOrDefault(field, Double.NaN)))) {
        all.add(field);
      }
    }
    return all.stream().filter(Field::isNumeric).toList();
  }

  private boolean hasStanding() {
    return rows.stream().anyMatch(row -> !row.standing.isEmpty());
  }

  /** CSV (RFC 4180, lines ended by a line feed): all figures exact, the policy of every layer. */
  public String csv() {
    List<Field> fields = fields();
    List<String> header = new ArrayList<>(List.of("run", "key"));
    fields.forEach(field -> header.add(field.column()));
    header.addAll(List.of("standing", "architecture", "policy"));
    StringBuilder csv = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();
    try (CSVPrinter printer = new CSVPrinter(csv, format)) {
      printer.printRecord(header);
      for (Row row : rows) {
        List<String> cells = new ArrayList<>(List.of(row.run, row.key()));
        for (Field field : fields) {
          double value = row.numbers.getOrDefault(field, Double.NaN);
          cells.add(Double.isNaN(value) ? "" : FrontTable.number(value));
        }
        cells.addAll(List.of(row.standing, row.architecture(), row.policy().text()));
        printer.printRecord(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    return csv.toString();
  }

  /** JSON on one line, keys in snake case. */
  public String json() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode node = mapper.createObjectNode();
    runs.forEach(node.putArray("runs")::add);
    ArrayNode named = node.putArray("objectives");
    objectives.forEach(objective -> named.add(objective.column()));
    node.put("measured", counts.measured)
        .put("satisfying", counts.satisfying)
        .put("skipped", counts.skipped)
        .put("failed", counts.failed);
    ArrayNode points = node.putArray("points");
    List<Field> fields = fields();
    for (Row row : rows) {
      ObjectNode point = points.addObject().put("run", row.run).put("key", row.key());
      for (Field field : fields) {
        double value = row.numbers.getOrDefault(field, Double.NaN);
        if (!Double.isNaN(value)) {
          point.put(field.column(), value);
        }
      }
      if (!row.standing.isEmpty()) {
        point.put("standing", row.standing);
      }
      point.put("architecture", row.architecture()).put("policy", row.policy().text());
    }
    nearestMiss.ifPresent(miss -> node.set("nearest_miss", json(mapper, miss)));
    ArrayNode kept = node.putArray("conditions");
    bindings.forEach(one -> kept.addObject().put("condition", one.condition).put("kept", one.kept));
    remarks().forEach(node.putArray("remarks")::add);
    try {
      return mapper.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }

  private static ObjectNode json(JsonMapper mapper, NearestMiss miss) {
    ObjectNode node =
        mapper
            .createObjectNode()
            .put("key", miss.key())
            .put("architecture", miss.architecture())
            .put("policy", miss.policy())
            .put("violation", miss.violation());
    ArrayNode missed = node.putArray("missed");
    miss.missed()
        .forEach(
            one ->
                missed
                    .addObject()
                    .put("condition", one.constraint())
                    .put("value", one.value())
                    .put("missed_by", one.missedBy()));
    return node;
  }

  /** The points' values in the first two objectives, as they were measured: for a picture. */
  public List<double[]> plane() {
    return objectives.size() < 2
        ? List.of()
        : rows.stream()
            .map(
                row ->
                    new double[] {
                      row.numbers.get(Field.of(objectives.get(0))),
                      row.numbers.get(Field.of(objectives.get(1)))
                    })
            .toList();
  }

  /** What the axes of {@link #plane} are called. */
  public List<String> axes() {
    return objectives.stream().limit(2).map(objective -> title(Field.of(objective))).toList();
  }

  private static String title(Field field) {
    return field.unit().isEmpty() || field.name().endsWith(field.unit())
        ? field.name()
        : "%s (%s)".formatted(field.name(), field.unit());
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(Integer.MAX_VALUE);
  }
}
