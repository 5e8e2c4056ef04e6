package io.quarry.tactic;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a search looks for.
 *
 * @param objectives what is optimised, at least one
 * @param constraints what a candidate has to keep, over objectives that are measured
 * @param reference minimised values, one an objective, that bound the hypervolume
 */
public record Goal(
    List<Objective> objectives, List<Constraint> constraints, List<Double> reference) {
  public Goal {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    reference = List.copyOf(reference);
    if (objectives.isEmpty() || reference.size() != objectives.size()) {
      throw new IllegalArgumentException(
          "%d objectives, and a reference point of %d values"
              .formatted(objectives.size(), reference.size()));
    }
  }

  /** The reference point as an array. */
  double[] referencePoint() {
    return reference.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What has to be known of a candidate: the objectives, then what is constrained beside them. */
  List<Objective> targets() {
    Set<Objective> targets = new LinkedHashSet<>(objectives);
    constraints.forEach(constraint -> targets.add(constraint.objective()));
    return List.copyOf(targets);
  }

  /**
   * By how much values break the constraints in all, 0 when they keep them.
   *
   * @param values minimised, one a target
   */
  double violation(double[] values) {
    double sum = 0;
    List<Objective> targets = targets();
    for (Constraint constraint : constraints) {
      Objective objective = constraint.objective();
      double value = values[targets.indexOf(objective)];
      // Turned round once more, a minimised value is the objective's own.
      sum += constraint.violation(objective.canonical(value));
    }
    return sum;
  }

  /**
   * The least by which values break the constraints that lie anywhere between two corners: each
   * constraint is one-sided, so it is met best at one end.
   *
   * @param a minimised values, one a target
   * @param b other ones
   */
  double leastViolation(double[] a, double[] b) {
    double sum = 0;
    List<Objective> targets = targets();
    for (Constraint constraint : constraints) {
      Objective objective = constraint.objective();
      int target = targets.indexOf(objective);
      sum +=
          Math.min(
              constraint.violation(objective.canonical(a[target])),
              constraint.violation(objective.canonical(b[target])));
    }
    return sum;
  }

  /** The targets' minimised values. */
  double[] values(Measurement measurement) {
    return measurement.scores().canonical(targets());
  }
}
