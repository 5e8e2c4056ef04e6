package io.quarry.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The decisions of a space as rows: the names that a configuration may restrict, their values, what
 * restrictions leave out, and when a decision is active.
 *
 * @param declared the whole space
 * @param searched a restriction of it, perhaps the same
 */
public record SpaceTable(SearchSpace declared, SearchSpace searched) {
  private static final String NEVER = "never active";

  public SpaceTable {
    Objects.requireNonNull(declared, "declared");
    Objects.requireNonNull(searched, "searched");
  }

  /** As an aligned table, in the order of the space. */
  public String text() {
    Map<String, Decision> left =
        searched.decisions().stream().collect(Collectors.toMap(Decision::name, d -> d));
    List<Column> columns = new ArrayList<>();
    for (String title : List.of("decision", "kind", "values", "left out", "when")) {
      columns.add(
          new Column()
              .header(title)
              .headerAlign(HorizontalAlign.LEFT)
              .dataAlign(HorizontalAlign.LEFT)
              .maxWidth(Integer.MAX_VALUE));
    }
    String[][] rows =
        declared.decisions().stream()
            .map(decision -> row(decision, left.get(decision.name())))
            .toArray(String[][]::new);
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns.toArray(Column[]::new), rows)
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String[] row(Decision declared, Decision left) {
    String kind = declared.kind().name().toLowerCase(Locale.ROOT);
    if (left == null) {
      return new String[] {declared.name(), kind, "", "", NEVER};
    }
    List<String> gone = new ArrayList<>(declared.values());
    gone.removeAll(left.values());
    Function<Condition, String> text =
        condition -> "%s is %s".formatted(condition.decision(), joined(condition.values()));
    return new String[] {
      declared.name(),
      kind,
      joined(left.values()),
      joined(gone),
      left.conditions().stream().map(text).collect(Collectors.joining("; "))
    };
  }

  private static String joined(List<String> values) {
    return String.join(", ", values);
  }
}
