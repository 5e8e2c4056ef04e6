package io.quarry.objective;

import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound that a measured value must keep.
 *
 * @param objective what is bounded; it need not be optimised
 * @param bound from which side
 * @param limit the last value that is allowed, in the objective's unit; finite
 */
public record Constraint(Objective objective, Bound bound, double limit) implements Serializable {
  private static final Pattern TEXT = Pattern.compile("\\s*(\\S+?)\\s*(<=|>=)\\s*(\\S+)\\s*");

  /** The side from which values are bounded. */
  public enum Bound {
    AT_MOST("<="),
    AT_LEAST(">=");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public Constraint {
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(bound, "bound");
    if (!Double.isFinite(limit)) {
      throw new IllegalArgumentException(
          "The limit of %s is %s".formatted(objective.name(), limit));
    }
  }

  /**
   * The constraint of a text: an objective's name, {@code <=} or {@code >=}, a number, as in {@code
   * size-bytes <= 200000}.
   *
   * @param known the objectives that are measured, at least one
   * @throws InputException when the text has another form, or names no objective that is measured
   */
  public static Constraint parse(String text, List<Objective> known) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new InputException(
          "\"%s\" is no constraint".formatted(text),
          "write an objective, <= or >=, and a number: \"%s <= 10\"."
              .formatted(known.get(0).name()));
    }
    Bound bound = parts.group(2).equals(Bound.AT_MOST.sign) ? Bound.AT_MOST : Bound.AT_LEAST;
    return new Constraint(named(parts.group(1), known), bound, number(parts.group(3)));
  }

  /** The canonical text: {@code size-bytes <= 200000}. */
  public String text() {
    BigDecimal plain = BigDecimal.valueOf(limit).stripTrailingZeros();
    return "%s %s %s".formatted(objective.name(), bound.sign, plain.toPlainString());
  }

  /**
   * By how much a measurement breaks this: 0 when it is met; else the distance from the limit, in
   * units of the limit's magnitude (of 1 where the limit is 0), positive.
   *
   * @throws IllegalArgumentException when the objective was not measured
   */
  public double violation(Scores scores) {
    return violation(scores.of(objective));
  }

  /** As {@link #violation(Scores)}, of a value in the objective's unit, measured or predicted. */
  public double violation(double value) {
    double excess = bound == Bound.AT_MOST ? value - limit : limit - value;
    return excess <= 0 ? 0 : excess / (limit == 0 ? 1 : Math.abs(limit));
  }

  /** Whether no value meets both, this one being an upper and the other a lower bound. */
  public boolean excludes(Constraint other) {
    return objective.equals(other.objective)
        && bound == Bound.AT_MOST
        && other.bound == Bound.AT_LEAST
        && limit < other.limit;
  }

  /**
   * The sum of the violations, by which infeasible candidates are compared (Deb et al. 2002,
   * section VI); 0 exactly when all constraints are met.
   */
  public static double violation(List<Constraint> constraints, Scores scores) {
    return constraints.stream().mapToDouble(constraint -> constraint.violation(scores)).sum();
  }

  private static Objective named(String name, List<Objective> known) {
    return known.stream()
        .filter(objective -> objective.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "There is no objective \"%s\"".formatted(name),
                    "%s was meant."
                        .formatted(
                            Nearest.of(name, known.stream().map(Objective::name).toList()))));
  }

  private static double number(String text) {
    try {
      double number = new BigDecimal(text).doubleValue();
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that no double holds is.
    }
    throw new InputException("The limit \"%s\" is no finite number".formatted(text));
  }
}
