package io.quarry.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.objective.Objective;
import io.quarry.onnx.ModelCard;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A front as rows, one a point, in the front's order. Holds nothing that differs between two runs
 * that measured the same: no times, no hosts.
 *
 * @param front what was found
 * @param alsoShown measured beside the front's objectives, with columns after theirs
 * @param confirmed what confirming found, by candidate key; empty: nothing was confirmed, and then
 *     without columns
 * @param policyDecisions tells the names of decisions over formats from those over architecture
 * @param complete adds to a candidate the formats of the layers that do not decide their own
 */
public record FrontTable(
    ParetoFront front,
    List<Objective> alsoShown,
    SortedMap<String, Confirmed> confirmed,
    Predicate<String> policyDecisions,
    UnaryOperator<Candidate> complete) {
  /** The columns that hold texts; all others hold figures, or nothing. */
  public static final Set<String> TEXT_COLUMNS =
      Set.of("key", "standing", "architecture", "policy");

  private static final String TEST_COLUMN = ModelCard.TEST_ERROR;
  private static final String STANDING = "standing";
  private static final String UNCONFIRMED = "unconfirmed";
  private static final int SHORT_KEY = 8;
  private static final Predicate<String> KEY = Pattern.compile("[0-9a-f]{64}").asMatchPredicate();
  private static final MathContext READABLE = new MathContext(5);

  public FrontTable {
    alsoShown = List.copyOf(alsoShown);
    confirmed = Collections.unmodifiableSortedMap(new TreeMap<>(confirmed));
  }

  /** Of the front's own objectives alone, where every layer decides its formats. */
  public FrontTable(
      ParetoFront front,
      SortedMap<String, Confirmed> confirmed,
      Predicate<String> policyDecisions) {
    this(front, List.of(), confirmed, policyDecisions, UnaryOperator.identity());
  }

  /**
   * The front as CSV (RFC 4180, lines ended by a line feed, UTF-8): the key, a column for each
   * objective and what else is shown; where something was confirmed, the test error with its 95 %
   * interval, the latency measured once more with the interval's width, and the standing; the
   * architecture and the policy, which is complete: the formats of every layer.
   */
  public byte[] csv() {
    List<String> header = new ArrayList<>(List.of("key"));
    shown().forEach(objective -> header.add(objective.column()));
    header.addAll(confirmedHeader());
    header.addAll(List.of("architecture", "policy"));
    StringBuilder csv = new StringBuilder();
    appendLine(csv, header);
    front.points().forEach(point -> appendLine(csv, csvRow(point)));
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The same of a front that is not confirmed, or not yet: the key, a column for each objective and
   * what else is shown, the test error where an earlier start found it, the standing {@value
   * #UNCONFIRMED}, the architecture and the policy.
   *
   * @param testErrors known errors on the test split, by candidate key
   */
  byte[] unconfirmedCsv(SortedMap<String, Double> testErrors) {
    List<String> header = new ArrayList<>(List.of("key"));
    shown().forEach(objective -> header.add(objective.column()));
    header.addAll(List.of(TEST_COLUMN, STANDING, "architecture", "policy"));
    StringBuilder csv = new StringBuilder();
    appendLine(csv, header);
    for (Measurement point : front.points()) {
      String key = point.candidate().key();
      List<String> row = figures(point, key, FrontTable::number);
      row.add(testErrors.containsKey(key) ? number(testErrors.get(key)) : "");
      row.add(UNCONFIRMED);
      row.addAll(decisions(point.candidate()));
      appendLine(csv, row);
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The candidate keys that a table written by {@link #csv} holds, in its order. */
  static List<String> keysOf(String csv) {
    return csv.lines().skip(1).map(line -> key(line.split(",", 2)[0])).toList();
  }

  /**
   * The errors on the test split that a table written by {@link #csv} holds.
   *
   * @return by candidate key; empty where the table has none
   * @throws IllegalArgumentException when it is no such table
   */
  static SortedMap<String, Double> testErrorsOf(String csv) {
    List<String> lines = csv.lines().toList();
    SortedMap<String, Double> errors = new TreeMap<>();
    int column = lines.isEmpty() ? -1 : List.of(lines.get(0).split(",", -1)).indexOf(TEST_COLUMN);
    if (column < 0) {
      return errors;
    }
    for (String line : lines.subList(1, lines.size())) {
      // Keys and figures, which stand before the texts, are never quoted.
      List<String> cells = List.of(line.split(",", column + 2));
      if (cells.size() <= column) {
        throw new IllegalArgumentException("a row of %d cells".formatted(cells.size()));
      }
      if (!cells.get(column).isEmpty()) {
        errors.put(key(cells.get(0)), Double.valueOf(cells.get(column)));
      }
    }
    return errors;
  }

  /** Keys become names of files. */
  private static String key(String text) {
    if (!KEY.test(text)) {
      throw new IllegalArgumentException("\"%s\" is no key of a candidate".formatted(text));
    }
    return text;
  }

  /** The front as an aligned table: keys cut to 8 digits, formats counted instead of listed. */
  public String text() {
    List<Column> columns = new ArrayList<>();
    columns.add(column("key", HorizontalAlign.LEFT));
    shown().forEach(o -> columns.add(column(title(o), HorizontalAlign.RIGHT)));
    if (!confirmed.isEmpty()) {
      columns.add(column("test top1-error (%)", HorizontalAlign.RIGHT));
      if (isTimed()) {
        columns.add(column("again (ms)", HorizontalAlign.RIGHT));
        columns.add(column("float32 (ms)", HorizontalAlign.RIGHT));
      }
      columns.add(column("standing", HorizontalAlign.LEFT));
    }
    columns.add(column("formats (layers)", HorizontalAlign.LEFT));
    String[][] rows = front.points().stream().map(this::textRow).toArray(String[][]::new);
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns.toArray(Column[]::new), rows);
  }

  private List<Objective> shown() {
    return Stream.concat(front.objectives().stream(), alsoShown.stream()).toList();
  }

  private List<String> csvRow(Measurement point) {
    Candidate candidate = point.candidate();
    List<String> row = figures(point, candidate.key(), FrontTable::number);
    row.addAll(confirmedCells(candidate.key()));
    row.addAll(decisions(candidate));
    return row;
  }

  private List<String> decisions(Candidate candidate) {
    return List.of(
        candidate.restrictedTo(policyDecisions.negate()).text(),
        complete.apply(candidate).restrictedTo(policyDecisions).text());
  }

  private String[] textRow(Measurement point) {
    List<String> row =
        figures(point, point.candidate().key().substring(0, SHORT_KEY), FrontTable::rounded);
    if (!confirmed.isEmpty()) {
      row.addAll(confirmedTexts(point.candidate().key()));
    }
    row.add(formats(point.candidate()));
    return row.toArray(String[]::new);
  }

  /** The key, the objectives and what else is shown. */
  private List<String> figures(Measurement point, String key, DoubleFunction<String> format) {
    List<String> row = new ArrayList<>(List.of(key));
    shown().forEach(o -> row.add(format.apply(point.scores().of(o))));
    return row;
  }

  /** Whether latencies were confirmed. */
  private boolean isTimed() {
    return confirmed.values().stream().anyMatch(one -> !one.latencies().isEmpty());
  }

  private List<String> confirmedHeader() {
    if (confirmed.isEmpty()) {
      return List.of();
    }
    List<String> header = new ArrayList<>(List.of(TEST_COLUMN));
    header.addAll(List.of("test_top1_error_low_percent", "test_top1_error_high_percent"));
    if (isTimed()) {
      header.addAll(
          List.of(
              "confirmed_latency_ms",
              "confirmed_latency_p10_ms",
              "confirmed_latency_p90_ms",
              "confirmed_latency_interval_percent",
              "float32_latency_ms"));
    }
    header.add(STANDING);
    return header;
  }

  private List<String> confirmedCells(String key) {
    Confirmed one = confirmed.get(key);
    int columns = confirmedHeader().size();
    if (one == null) {
      List<String> cells = new ArrayList<>(Collections.nCopies(columns, ""));
      if (columns > 0) {
        cells.set(columns - 1, UNCONFIRMED);
      }
      return cells;
    }
    double[] interval = one.testErrorInterval();
    List<String> cells = new ArrayList<>(List.of(number(one.testErrorPercent())));
    cells.addAll(List.of(rounded(interval[0]), rounded(interval[1])));
    for (Latency latency : one.latencies()) {
      cells.addAll(
          List.of(
              number(latency.medianMs()),
              number(latency.p10Ms()),
              number(latency.p90Ms()),
              rounded(latency.intervalPercent())));
    }
    one.float32Latencies().forEach(latency -> cells.add(number(latency.medianMs())));
    cells.add(one.standing().text());
    return cells;
  }

  private List<String> confirmedTexts(String key) {
    Confirmed one = confirmed.get(key);
    if (one == null) {
      return Collections.nCopies(isTimed() ? 4 : 2, "");
    }
    double[] interval = one.testErrorInterval();
    List<String> texts = new ArrayList<>();
    texts.add(
        String.format(
            Locale.ROOT,
            "%s [%.1f, %.1f]",
            rounded(one.testErrorPercent()),
            interval[0],
            interval[1]));
    for (Latency latency : one.latencies()) {
      double half = latency.medianMs() * latency.intervalPercent() / 200;
      texts.add(String.format(Locale.ROOT, "%s ±%.4f", rounded(latency.medianMs()), half));
    }
    one.float32Latencies().forEach(latency -> texts.add(rounded(latency.medianMs())));
    texts.add(one.standing().text());
    return texts;
  }

  private String formats(Candidate candidate) {
    return formats(complete.apply(candidate).restrictedTo(policyDecisions).values());
  }

  /**
   * How many layers have which formats, most frequent first: {@code int4/uint4 ×5, int8 ×1}.
   *
   * @param policy of every layer
   */
  public static String formats(Map<String, String> policy) {
    SortedMap<String, Long> counts =
        policy.values().stream()
            .collect(Collectors.groupingBy(format -> format, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .map(entry -> "%s ×%d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(Integer.MAX_VALUE);
  }

  private static String title(Objective objective) {
    return objective.unit().isEmpty() || objective.name().endsWith(objective.unit())
        ? objective.name()
        : "%s (%s)".formatted(objective.name(), objective.unit());
  }

  /** As {@link #number}, to the digits that a reader takes in; whole numbers stay exact. */
  public static String rounded(double value) {
    return value == Math.rint(value)
        ? number(value)
        : number(new BigDecimal(value).round(READABLE).doubleValue());
  }

  /** Plain decimals that read back as the same double; whole numbers without a point. */
  public static String number(double value) {
    BigDecimal plain = BigDecimal.valueOf(value).stripTrailingZeros();
    return plain.signum() == 0 ? "0" : plain.toPlainString();
  }

  private static void appendLine(StringBuilder csv, List<String> cells) {
    csv.append(cells.stream().map(FrontTable::quoted).collect(Collectors.joining(",")));
    csv.append('\n');
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
