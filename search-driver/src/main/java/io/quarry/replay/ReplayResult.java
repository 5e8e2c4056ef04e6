package io.quarry.replay;

import io.quarry.table.RecordedTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** What the tactics reached on a table, run by run. */
public final class ReplayResult {
  static final double[] TARGETS = {0.95, 0.98, 0.99, 0.995};

  /** What the others are compared with. */
  private static final String BASELINE = "nsga2";

  static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();

  private static final int MOST_CHECKPOINTS = 10;
  private static final int[] STEPS = {1, 2, 5};

  private final RecordedTable table;
  private final Map<String, List<Trace>> traces;
  private final int evaluations;

  ReplayResult(RecordedTable table, Map<String, List<Trace>> traces, int evaluations) {
    this.table = table;
    this.traces = traces;
    this.evaluations = evaluations;
  }

  /** The runs of each tactic, one a seed. */
  Map<String, List<Trace>> traces() {
    return traces;
  }

  int evaluations() {
    return evaluations;
  }

  /**
   * A picture of the hypervolume by evaluations, as PNG. Needs fonts on this machine.
   *
   * @throws LinkageError or InternalError where a Java platform without fonts cannot draw
   */
  public byte[] picture() {
    int runs = traces.values().iterator().next().size();
    String title = "%s: median and quartiles of %d runs".formatted(table.name(), runs);
    return ReplayPlot.png(this, title);
  }

  /** Hypervolume by evaluations, and evaluations by hypervolume, as two aligned tables. */
  public String text() {
    return "Hypervolume after so many evaluations, % of the table's: median [quartiles]\n"
        + curves()
        + "\n\nEvaluations to a share of the table's hypervolume: median [quartiles], runs that got"
        + " there\n"
        + targets()
        + "\n\n"
        + honesty();
  }

  private String curves() {
    List<String> header = new ArrayList<>(List.of("evaluations"));
    header.addAll(traces.keySet());
    List<List<String>> rows = new ArrayList<>();
    for (int at : checkpoints(evaluations)) {
      rows.add(row(String.valueOf(at), name -> percent(sharesAt(name, at))));
    }
    return TextTable.of(header, rows);
  }

  private String targets() {
    List<String> header = new ArrayList<>(List.of("share"));
    for (String name : traces.keySet()) {
      header.add(name);
      if (isCompared(name)) {
        header.add("of %s's".formatted(BASELINE));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (double target : TARGETS) {
      List<String> row = new ArrayList<>(List.of("%s %%".formatted(plain(100 * target))));
      for (String name : traces.keySet()) {
        row.add(reached(name, target));
        if (isCompared(name)) {
          row.add(ratio(name, target));
        }
      }
      rows.add(row);
    }
    return TextTable.of(header, rows);
  }

  private boolean isCompared(String name) {
    return traces.containsKey(BASELINE) && !name.equals(BASELINE);
  }

  /** That nothing was paid for twice, and how often the table had to stand in with another row. */
  private String honesty() {
    int duplicates = traces.values().stream().mapToInt(ReplayResult::duplicates).sum();
    String paid = "Canonical duplicates paid for: %d".formatted(duplicates);
    if (table.isComplete()) {
      return paid;
    }
    List<String> moved = new ArrayList<>();
    traces.forEach(
        (name, runs) ->
            moved.add(
                String.format(
                    Locale.ROOT,
                    "%s %.0f %%",
                    name,
                    100.0
                        * runs.stream().mapToInt(Trace::moved).sum()
                        / runs.stream().mapToInt(run -> run.volumes().size()).sum())));
    return paid
        + "\nProposals without a row of their own, moved to the nearest: "
        + String.join(", ", moved);
  }

  private static int duplicates(List<Trace> runs) {
    return runs.stream().mapToInt(Trace::duplicates).sum();
  }

  private List<String> row(String title, Function<String, String> cell) {
    List<String> row = new ArrayList<>(List.of(title));
    traces.keySet().forEach(name -> row.add(cell.apply(name)));
    return row;
  }

  private String reached(String name, double target) {
    Quartiles evaluationsTo = evaluationsTo(name, target);
    long runs = traces.get(name).stream().filter(run -> Double.isFinite(to(run, target))).count();
    return "%s [%s, %s], %d of %d"
        .formatted(
            count(evaluationsTo.median()),
            count(evaluationsTo.low()),
            count(evaluationsTo.high()),
            runs,
            traces.get(name).size());
  }

  /** Of medians; a bound where only one of them is known. */
  private String ratio(String name, double target) {
    double own = evaluationsTo(name, target).median();
    double baseline = evaluationsTo(BASELINE, target).median();
    if (Double.isInfinite(own)) {
      return Double.isInfinite(baseline) ? "-" : bound("> ", evaluations / baseline);
    }
    return Double.isInfinite(baseline) ? bound("< ", own / evaluations) : bound("", own / baseline);
  }

  private static String bound(String sign, double ratio) {
    return sign + String.format(Locale.ROOT, "%.2f", ratio);
  }

  private Quartiles evaluationsTo(String name, double target) {
    return quartiles(name, run -> to(run, target));
  }

  private double to(Trace run, double target) {
    return run.evaluationsTo(target * table.ownVolume());
  }

  Quartiles sharesAt(String name, int at) {
    return quartiles(name, run -> run.volumeAt(at) / table.ownVolume());
  }

  private Quartiles quartiles(String name, ToDoubleFunction<Trace> figure) {
    return Quartiles.of(traces.get(name).stream().mapToDouble(figure));
  }

  private String count(double value) {
    return Double.isInfinite(value) ? ">" + evaluations : String.valueOf(Math.round(value));
  }

  private static String percent(Quartiles shares) {
    return String.format(
        Locale.ROOT,
        "%.2f [%.2f, %.2f]",
        100 * shares.median(),
        100 * shares.low(),
        100 * shares.high());
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
  }

  /** Multiples of a round number, at most ten, and the end. */
  static List<Integer> checkpoints(int evaluations) {
    int step = 1;
    for (int i = 0, power = 1; evaluations > step * MOST_CHECKPOINTS; i++) {
      power *= i > 0 && i % STEPS.length == 0 ? 10 : 1;
      step = STEPS[i % STEPS.length] * power;
    }
    List<Integer> points = new ArrayList<>();
    for (int at = step; at < evaluations; at += step) {
      points.add(at);
    }
    points.add(evaluations);
    return points;
  }

  /**
   * The runs as CSV, with a header. A line stands for each evaluation that raised the hypervolume,
   * and for the last one; in between it stays.
   */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(csv, FORMAT)) {
      printer.printRecord("tactic", "seed", "evaluation", "hypervolume", "share");
      for (Map.Entry<String, List<Trace>> entry : traces.entrySet()) {
        for (int run = 0; run < entry.getValue().size(); run++) {
          print(printer, entry.getKey(), run, entry.getValue().get(run).volumes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text does not fail", e);
    }
    return csv.toString();
  }

  private void print(CSVPrinter printer, String tactic, int run, List<Double> volumes)
      throws IOException {
    double before = -1;
    for (int i = 0; i < volumes.size(); i++) {
      double volume = volumes.get(i);
      if (volume > before || i == volumes.size() - 1) {
        printer.printRecord(tactic, run, i + 1, volume, volume / table.ownVolume());
      }
      before = volume;
    }
  }
}
