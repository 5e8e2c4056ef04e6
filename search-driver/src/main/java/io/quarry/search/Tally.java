package io.quarry.search;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a search has found so far: its counts, its front, its nearest miss. Not thread-safe. */
final class Tally {
  private final List<Constraint> constraints;
  private final Hypervolume hypervolume;
  private final List<Measurement> measurements = new ArrayList<>();
  private ParetoFront front;
  private Measurement nearest;
  private double volume;
  private int volumeOf = -1;
  private int reused;
  private int evaluations;
  private int failed;
  private int infeasible;

  /**
   * Nothing found.
   *
   * @param objectives what the front compares
   * @param constraints what every point of the front keeps
   * @param hypervolume against the search's reference point, for the same objectives
   */
  Tally(List<Objective> objectives, List<Constraint> constraints, Hypervolume hypervolume) {
    this.constraints = List.copyOf(constraints);
    this.hypervolume = hypervolume;
    this.front = new ParetoFront(objectives, List.of());
  }

  /** Counts an outcome that the run paid for. */
  void count(Outcome outcome) {
    evaluations++;
    if (!(outcome instanceof Measurement measurement)) {
      failed++;
    } else if (!add(measurement)) {
      infeasible++;
    }
  }

  /** Counts an outcome that another run paid for. */
  void countReused(Outcome outcome) {
    reused++;
    if (outcome instanceof Measurement measurement) {
      add(measurement);
    }
  }

  /** Whether it keeps the constraints. */
  private boolean add(Measurement measurement) {
    measurements.add(measurement);
    boolean feasible = violation(measurement) == 0;
    if (feasible) {
      front = front.merge(List.of(measurement));
    } else {
      nearest =
          nearest == null ? measurement : Collections.min(List.of(nearest, measurement), order());
    }
    return feasible;
  }

  /** How far a search with this budget has come, having paid for so many itself. */
  SearchProgress progress(int budget, int paid) {
    return new SearchProgress(
        evaluations, budget, paid, reused, failed, infeasible, front.points().size(), volume());
  }

  /** Outcomes that the run paid for. */
  int evaluations() {
    return evaluations;
  }

  /** The front of everything measured that keeps the constraints. */
  ParetoFront front() {
    return front;
  }

  /** Its hypervolume. */
  double volume() {
    // Counted again only where something was measured since.
    if (volumeOf != measurements.size()) {
      volume = hypervolume.volume(front.canonicalValues());
      volumeOf = measurements.size();
    }
    return volume;
  }

  /** What was measured, constraints kept or not, in the order of its coming. */
  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /**
   * Of the candidates that break constraints the one that does so by the least in all; of equals
   * the first by key. Empty where some candidate breaks none, or nothing was measured.
   */
  Optional<Measurement> nearestMiss() {
    return front.points().isEmpty() ? Optional.ofNullable(nearest) : Optional.empty();
  }

  private Comparator<Measurement> order() {
    return Comparator.comparingDouble(this::violation)
        .thenComparing(measurement -> measurement.candidate().key());
  }

  private double violation(Measurement measurement) {
    return Constraint.violation(constraints, measurement.scores());
  }
}
