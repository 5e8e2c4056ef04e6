package io.quarry.query;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that conditions on some runs may use. */
final class Vocabulary {
  static final Field TEST_ERROR = Field.number("test-top1-error", "test_top1_error_percent", "%");
  static final Field CONFIRMED_LATENCY =
      Field.number("confirmed-latency-ms", "confirmed_latency_ms", "ms");
  static final Field DURATION = Field.number("duration-ms", "duration_ms", "ms");

  /** Columns of the table of timings, beside the latency itself. */
  static final List<Field> TIMINGS =
      List.of(
          Field.number("latency-p10-ms", "latency_p10_ms", "ms"),
          Field.number("latency-p90-ms", "latency_p90_ms", "ms"),
          Field.number("interval-percent", "interval_percent", "%"));

  static final Field RUN = Field.text("run");
  static final Field STANDING = Field.text("standing");
  static final Field HOST = Field.text("host");
  static final Field CPU = Field.text("cpu");

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final List<SearchSpace> spaces;

  /**
   * Names of objectives, of what else is known of a row, and of decisions.
   *
   * @param spaces of the runs; a name stands for what it names in any of them
   */
  Vocabulary(Collection<Objective> objectives, List<SearchSpace> spaces) {
    objectives.forEach(objective -> add(Field.of(objective)));
    List.of(TEST_ERROR, CONFIRMED_LATENCY, DURATION, RUN, STANDING, HOST, CPU).forEach(this::add);
    TIMINGS.forEach(this::add);
    this.spaces = List.copyOf(spaces);
  }

  private void add(Field field) {
    fields.putIfAbsent(field.name(), field);
  }

  /** What a name stands for, which may be a column's as well; empty where it is unknown. */
  Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name))
        .or(() -> fields.values().stream().filter(f -> f.column().equals(name)).findFirst())
        .or(() -> decision(name));
  }

  private Optional<Field> decision(String name) {
    Set<String> decisions = new LinkedHashSet<>();
    Set<String> values = new LinkedHashSet<>();
    for (SearchSpace space : spaces) {
      for (Decision decision : space.named(name)) {
        decisions.add(decision.name());
        values.addAll(decision.values());
      }
    }
    return decisions.isEmpty()
        ? Optional.empty()
        : Optional.of(Field.decision(name, List.copyOf(decisions), List.copyOf(values)));
  }

  /**
   * A field that rows can be ordered by.
   *
   * @param option that names it, for messages
   */
  Field ordered(String option, String name) {
    List<String> numeric =
        fields.values().stream().filter(Field::isNumeric).map(Field::name).toList();
    return field(name)
        .filter(Field::isNumeric)
        .orElseThrow(
            () ->
                new InputException(
                    "%s %s names nothing that can be compared".formatted(option, name),
                    "%s was meant.".formatted(Nearest.of(name, numeric))));
  }

  /** All names, for advice. */
  List<String> names() {
    Set<String> names = new LinkedHashSet<>(fields.keySet());
    for (SearchSpace space : spaces) {
      for (Decision decision : space.decisions()) {
        names.add(decision.name());
        names.add(decision.name().substring(decision.name().lastIndexOf('.') + 1));
      }
    }
    return List.copyOf(names);
  }
}
