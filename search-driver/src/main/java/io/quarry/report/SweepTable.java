package io.quarry.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.fliqs.FliqsSettings.Cost;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.score.Objectives;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What one-shot searches with several targets came to, a row each, for people.
 *
 * @param rows in the order of the targets
 */
public record SweepTable(List<Row> rows) {
  private static final double GIGA = 1e9;

  public SweepTable {
    rows = List.copyOf(rows);
  }

  /**
   * One search.
   *
   * @param settings its target
   * @param location of its run
   * @param found its front and its figures; none where it did not come so far
   */
  public record Row(FliqsSettings settings, String location, List<Found> found) {
    public Row {
      Objects.requireNonNull(settings, "settings");
      Objects.requireNonNull(location, "location");
      found = List.copyOf(found);
    }

    /** The point of the front that keeps the target or, where none does, costs the least. */
    private Optional<Measurement> point() {
      return found.stream()
          .flatMap(one -> one.front().front().points().stream())
          .min(
              Comparator.comparing((Measurement point) -> cost(point) > settings.target())
                  .thenComparing(this::reverse)
                  .thenComparing(point -> point.candidate().key()));
    }

    /** Within the target the most, above it the least. */
    private double reverse(Measurement point) {
      return cost(point) > settings.target() ? cost(point) : -cost(point);
    }

    private double cost(Measurement point) {
      return settings.cost() == Cost.GBOPS
          ? value(point, Objectives.BOPS).orElse(Double.NaN) / GIGA
          : value(point, Objectives.SIZE_BYTES).orElse(Double.NaN);
    }

    private String[] cells() {
      String target =
          "%s %s".formatted(settings.cost().text(settings.target()), settings.cost().unit());
      Optional<Measurement> point = point();
      if (point.isEmpty()) {
        return new String[] {target, "not found", "", "", "", "", location};
      }
      Measurement measured = point.get();
      String above = cost(measured) > settings.target() ? " (above)" : "";
      return new String[] {
        target,
        settings.cost().text(cost(measured)) + above,
        text(value(measured, Objectives.TOP1_ERROR), "%.2f"),
        text(testError(measured), "%.2f"),
        text(value(measured, Objectives.SIZE_BYTES), "%.0f"),
        text(entropy(), "%.2g"),
        location
      };
    }

    private OptionalDouble testError(Measurement point) {
      return found.stream()
          .map(one -> one.front().confirmed().get(point.candidate().key()))
          .filter(Objects::nonNull)
          .mapToDouble(Confirmed::testErrorPercent)
          .findFirst();
    }

    private OptionalDouble entropy() {
      return found.stream()
          .flatMap(one -> one.summary().learned().stream())
          .mapToDouble(Learned::entropyNats)
          .findFirst();
    }
  }

  /** What a search found. */
  public record Found(FrontTable front, Summary summary) {}

  /** An aligned table. */
  public String text() {
    Column[] columns =
        Stream.of(
                column("target", HorizontalAlign.RIGHT),
                column("cost", HorizontalAlign.RIGHT),
                column("validation error (%)", HorizontalAlign.RIGHT),
                column("test error (%)", HorizontalAlign.RIGHT),
                column("size (bytes)", HorizontalAlign.RIGHT),
                column("undecided (nats)", HorizontalAlign.RIGHT),
                column("run", HorizontalAlign.LEFT))
            .toArray(Column[]::new);
    return AsciiTable.getTable(
        AsciiTable.NO_BORDERS, columns, rows.stream().map(Row::cells).toArray(String[][]::new));
  }

  private static OptionalDouble value(Measurement point, Objective objective) {
    Double value = point.scores().values().get(objective.name());
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static String text(OptionalDouble value, String form) {
    return value.isEmpty() ? "" : String.format(Locale.ROOT, form, value.getAsDouble());
  }

  private static Column column(String title, HorizontalAlign align) {
    return new Column()
        .header(title)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(Integer.MAX_VALUE);
  }
}
