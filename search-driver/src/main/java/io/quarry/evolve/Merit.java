package io.quarry.evolve;

import java.util.Arrays;

/** What Jenetics calls the fitness of an individual: its minimised objectives and violation. */
final class Merit implements Comparable<Merit> {
  private final double[] objectives;
  private final double violation;

  private Merit(double[] objectives, double violation) {
    this.objectives = objectives;
    this.violation = violation;
  }

  /** The merit of a feasible individual. */
  static Merit of(double... objectives) {
    return new Merit(objectives, 0);
  }

  static Merit of(double[] objectives, double violation) {
    return new Merit(objectives, violation);
  }

  /** The array itself. */
  double[] objectives() {
    return objectives;
  }

  double violation() {
    return violation;
  }

  /** Any order, for Jenetics asks for one; individuals compete by their {@link Standing}. */
  @Override
  public int compareTo(Merit other) {
    return violation == other.violation
        ? Arrays.compare(objectives, other.objectives)
        : Double.compare(violation, other.violation);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Merit merit && compareTo(merit) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(objectives) + Double.hashCode(violation);
  }
}
