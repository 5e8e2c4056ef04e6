package io.quarry.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One named choice of a search space.
 *
 * @param name unique in its space; dots group, dashes join ({@code stage1.block2.kernel})
 * @param kind whether the values have an order that a predictor may use
 * @param values the allowed values as text, distinct, at least one; ordinal values parse as numbers
 * @param conditions all must hold for the decision to be active; empty: always active
 */
public record Decision(String name, Kind kind, List<String> values, List<Condition> conditions)
    implements Serializable {

  /** Whether the values of a decision are ordered numbers or mere labels. */
  public enum Kind {
    ORDINAL,
    CATEGORICAL
  }

  public Decision {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    values = List.copyOf(values);
    conditions = List.copyOf(conditions);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Decision %s has no value".formatted(name));
    }
    if (new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(
          "Decision %s names a value twice: %s".formatted(name, values));
    }
    if (kind == Kind.ORDINAL) {
      values.forEach(value -> requireNumber(name, value));
    }
  }

  /** An unconditional decision over ordered numbers. */
  public static Decision ordinal(String name, List<Integer> values) {
    return new Decision(
        name, Kind.ORDINAL, values.stream().map(String::valueOf).toList(), List.of());
  }

  /** An unconditional decision over labels. */
  public static Decision categorical(String name, List<String> values) {
    return new Decision(name, Kind.CATEGORICAL, values, List.of());
  }

  /** The same decision, active only when {@code conditions} hold too. */
  public Decision when(Condition... conditions) {
    List<Condition> all = new ArrayList<>(this.conditions);
    all.addAll(List.of(conditions));
    return new Decision(name, kind, values, all);
  }

  /**
   * Whether the conditions hold.
   *
   * @param active the active decisions before this one: name to value
   */
  public boolean isActive(Map<String, String> active) {
    return conditions.stream()
        .allMatch(
            condition -> {
              String value = active.get(condition.decision());
              return value != null && condition.values().contains(value);
            });
  }

  private static void requireNumber(String name, String value) {
    try {
      Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Ordinal decision %s has the value %s, which is no number".formatted(name, value), e);
    }
  }
}
