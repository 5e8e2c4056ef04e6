package io.quarry.objective;

import java.io.Serializable;
import java.util.Objects;

/**
 * A measured quantity that a search may optimise.
 *
 * @param name as written in a configuration: {@code top1-error}, {@code size-bytes}
 * @param column the name of its column in tables, ending in its unit: {@code top1_error_percent}
 * @param unit for people: {@code %}, {@code bytes}; empty for plain counts
 * @param direction whether less or more of it is better
 */
public record Objective(String name, String column, String unit, Direction direction)
    implements Serializable {

  /** Which way an objective is better. */
  public enum Direction {
    MINIMIZE,
    MAXIMIZE
  }

  public Objective {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(direction, "direction");
  }

  /** An objective of which less is better. */
  public static Objective minimize(String name, String column, String unit) {
    return new Objective(name, column, unit, Direction.MINIMIZE);
  }

  /** The value in minimised form: itself, or its negative where more is better; never −0. */
  public double canonical(double value) {
    return direction == Direction.MINIMIZE ? value + 0.0 : 0.0 - value;
  }
}
