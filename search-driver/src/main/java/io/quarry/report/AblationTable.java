package io.quarry.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.objective.Objective;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Variants of a search, compared by the hypervolume of their fronts. Holds nothing that differs
 * between two runs that measured the same: no times, and not which start paid for what.
 *
 * @param objectives what the fronts compare
 * @param alsoShown of the fronts beside the objectives
 * @param rows the variants; the first is what the others are compared with
 * @param policyDecisions tells the names of decisions over formats from those over architecture
 * @param complete adds to a candidate the formats of the layers that do not decide their own
 */
public record AblationTable(
    List<Objective> objectives,
    List<Objective> alsoShown,
    List<Row> rows,
    Predicate<String> policyDecisions,
    UnaryOperator<Candidate> complete) {
  private static final double PERCENT = 100;

  public AblationTable {
    objectives = List.copyOf(objectives);
    alsoShown = List.copyOf(alsoShown);
    rows = List.copyOf(rows);
    Objects.requireNonNull(policyDecisions, "policyDecisions");
    Objects.requireNonNull(complete, "complete");
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("An ablation compares nothing");
    }
  }

  /**
   * One variant.
   *
   * @param variant its name
   * @param paid of its evaluations those that no variant above had made
   * @param front of what it measured, constraints kept
   * @param curve the front's hypervolume after each of its evaluations, in their order
   */
  public record Row(String variant, int paid, ParetoFront front, List<Double> curve) {
    public Row {
      Objects.requireNonNull(variant, "variant");
      Objects.requireNonNull(front, "front");
      curve = List.copyOf(curve);
    }

    /** Distinct candidates with an outcome, whoever paid for it. */
    public int evaluations() {
      return curve.size();
    }

    /** Of its final front. */
    public double hypervolume() {
      return curve.isEmpty() ? 0 : curve.get(curve.size() - 1);
    }

    /** The best value of an objective on the front, in its unit; a blank where there is none. */
    private String best(Objective objective) {
      OptionalDouble best =
          front.points().stream()
              .mapToDouble(point -> objective.canonical(point.scores().of(objective)))
              .min();
      // Turned round once more, a minimised value is the objective's own.
      return best.isEmpty() ? "" : FrontTable.number(objective.canonical(best.getAsDouble()));
    }
  }

  /** The fronts by variant, without errors on the test split. */
  public Map<String, FrontTable> fronts() {
    Map<String, FrontTable> fronts = new LinkedHashMap<>();
    for (Row row : rows) {
      fronts.put(
          row.variant(),
          new FrontTable(row.front(), alsoShown, new TreeMap<>(), policyDecisions, complete));
    }
    return fronts;
  }

  /**
   * A line for each variant as CSV: its name, evaluations, those of them paid, hypervolume, that in
   * per cent of the first variant's (blank where that is 0), the front's size, and the best value
   * of each objective.
   */
  public String csv() {
    String best = objectives.stream().map(o -> ",best_" + o.column()).collect(Collectors.joining());
    StringBuilder csv =
        new StringBuilder(
            "variant,evaluations,paid,hypervolume,percent_of_%s,front_size%s\n"
                .formatted(rows.get(0).variant(), best));
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.variant());
      cells.add(String.valueOf(row.evaluations()));
      cells.add(String.valueOf(row.paid()));
      cells.add(FrontTable.number(row.hypervolume()));
      cells.add(share(row).isEmpty() ? "" : FrontTable.number(share(row).getAsDouble()));
      cells.add(String.valueOf(row.front().points().size()));
      objectives.forEach(objective -> cells.add(row.best(objective)));
      csv.append(String.join(",", cells)).append('\n');
    }
    return csv.toString();
  }

  /** The hypervolume of each variant after each of its evaluations, a line each, as CSV. */
  public String curveCsv() {
    StringBuilder csv = new StringBuilder("variant,evaluations,hypervolume\n");
    for (Row row : rows) {
      for (int i = 0; i < row.curve().size(); i++) {
        csv.append(row.variant()).append(',').append(i + 1).append(',');
        csv.append(FrontTable.number(row.curve().get(i))).append('\n');
      }
    }
    return csv.toString();
  }

  /** The variants as an aligned table. */
  public String text() {
    Column[] columns =
        Stream.of(
                column("variant", HorizontalAlign.LEFT),
                column("evaluations", HorizontalAlign.RIGHT),
                column("paid", HorizontalAlign.RIGHT),
                column("front size", HorizontalAlign.RIGHT),
                column("hypervolume", HorizontalAlign.RIGHT),
                column("%% of %s".formatted(rows.get(0).variant()), HorizontalAlign.RIGHT))
            .toArray(Column[]::new);
    String[][] cells = rows.stream().map(this::textRow).toArray(String[][]::new);
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns, cells);
  }

  private String[] textRow(Row row) {
    OptionalDouble share = share(row);
    return new String[] {
      row.variant(),
      String.valueOf(row.evaluations()),
      String.valueOf(row.paid()),
      String.valueOf(row.front().points().size()),
      FrontTable.rounded(row.hypervolume()),
      share.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f", share.getAsDouble())
    };
  }

  /** Per cent of the first variant's hypervolume. */
  private OptionalDouble share(Row row) {
    double whole = rows.get(0).hypervolume();
    return whole > 0
        ? OptionalDouble.of(PERCENT * (row.hypervolume() / whole))
        : OptionalDouble.empty();
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column().header(title).headerAlign(align).dataAlign(align);
  }
}
