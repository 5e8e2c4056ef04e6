package io.quarry.query;

import io.quarry.objective.Objective;
import java.util.List;
import java.util.Objects;

/**
 * What a condition may speak of.
 *
 * @param name as conditions write it: {@code latency-ms}, {@code stage1.kernel}
 * @param column as tables write it: {@code latency_ms}
 * @param unit of its numbers; empty for none
 * @param kind of its values
 * @param direction which way its numbers are better
 * @param decisions that it stands for: one, those of a group, or none where it is no decision
 * @param values that those may have; empty where there is no list of them
 */
record Field(
    String name,
    String column,
    String unit,
    Kind kind,
    Objective.Direction direction,
    List<String> decisions,
    List<String> values) {

  /** Kinds of values. */
  enum Kind {
    /** Measured in every row, or the row is skipped. */
    OBJECTIVE,
    /** A number that a row may have. */
    NUMBER,
    TEXT,
    DECISION
  }

  Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    decisions = List.copyOf(decisions);
    values = List.copyOf(values);
  }

  static Field of(Objective objective) {
    return new Field(
        objective.name(),
        objective.column(),
        objective.unit(),
        Kind.OBJECTIVE,
        objective.direction(),
        List.of(),
        List.of());
  }

  /** A number of which less is better. */
  static Field number(String name, String column, String unit) {
    return of(name, column, unit, Kind.NUMBER);
  }

  static Field text(String name) {
    return of(name, name, "", Kind.TEXT);
  }

  static Field decision(String name, List<String> decisions, List<String> values) {
    return new Field(
        name, name, "", Kind.DECISION, Objective.Direction.MINIMIZE, decisions, values);
  }

  private static Field of(String name, String column, String unit, Kind kind) {
    return new Field(name, column, unit, kind, Objective.Direction.MINIMIZE, List.of(), List.of());
  }

  boolean isNumeric() {
    return kind == Kind.OBJECTIVE || kind == Kind.NUMBER;
  }

  /** The value in minimised form. */
  double canonical(double value) {
    return direction == Objective.Direction.MINIMIZE ? value + 0.0 : 0.0 - value;
  }

  /** Quick: it is asked for row by row. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
