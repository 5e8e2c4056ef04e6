package io.quarry.query;

import io.quarry.objective.Objective;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the hypervolume of a run grew with what was evaluated, in the order of its journal. */
public final class Progression {
  private final List<Field> objectives;
  private final Hypervolume hypervolume;
  private final List<double[]> steps = new ArrayList<>();
  private final List<double[]> front = new ArrayList<>();
  private int evaluations;
  private int reused;

  private Progression(List<Objective> objectives, double[] reference) {
    this.objectives = objectives.stream().map(Field::of).toList();
    this.hypervolume = Hypervolume.of(reference);
  }

  /**
   * Of a run by its own objectives and constraints, from its tables.
   *
   * @param location whose directory is the run's own
   * @param reference objective name to the value that bounds the hypervolume, in its unit
   * @throws InputException when there is no run, or the reference lacks an objective
   */
  public static Progression of(Runs location, Map<String, Double> reference) {
    QueriedRun.Unread unread = QueriedRun.Unread.of(location);
    List<Objective> objectives = unread.config().objectives();
    double[] corner = new double[objectives.size()];
    for (int j = 0; j < corner.length; j++) {
      Double value = reference.get(objectives.get(j).name());
      if (value == null) {
        throw new InputException(
            "The reference point lacks %s".formatted(objectives.get(j).name()));
      }
      corner[j] = objectives.get(j).canonical(value);
    }
    QueriedRun run = unread.read(fields(unread.constraints(), objectives));
    return of(run, unread.constraints(), objectives, corner);
  }

  /**
   * Of a run whose columns hold the objectives and what its constraints speak of.
   *
   * @param constraints what counts
   * @param reference in minimised form
   */
  static Progression of(
      QueriedRun run, Filter constraints, List<Objective> objectives, double[] reference) {
    Progression progression = new Progression(objectives, reference);
    QueriedRun.Row row = run.row();
    for (int number : run.columns().journal()) {
      boolean reused = run.columns().isReused(number);
      progression.reused += reused ? 1 : 0;
      progression.evaluations += reused ? 0 : 1;
      if (run.columns().isMeasured(number) && constraints.holds(row.at(number))) {
        progression.add(row);
      }
    }
    progression.step();
    return progression;
  }

  /** What a run has to be read for. */
  static Set<Field> fields(Filter constraints, List<Objective> objectives) {
    Set<Field> fields = new LinkedHashSet<>();
    objectives.forEach(objective -> fields.add(Field.of(objective)));
    constraints.forEachField(fields::add);
    return fields;
  }

  private void add(QueriedRun.Row row) {
    double[] point = new double[objectives.size()];
    for (int j = 0; j < point.length; j++) {
      point[j] = objectives.get(j).canonical(row.number(objectives.get(j)));
      if (Double.isNaN(point[j])) {
        return; // Not timed.
      }
    }
    if (front.stream().noneMatch(other -> ParetoFront.dominates(other, point))) {
      front.removeIf(other -> ParetoFront.dominates(point, other));
      front.add(point);
      step();
    }
  }

  private void step() {
    steps.add(new double[] {evaluations, volume()});
  }

  /** Pairs of evaluations paid for and the hypervolume after them, ascending. */
  public List<double[]> steps() {
    return List.copyOf(steps);
  }

  /** The front at the end, in minimised form. */
  List<double[]> front() {
    return List.copyOf(front);
  }

  double volume() {
    return hypervolume.volume(front.toArray(double[][]::new));
  }

  int evaluations() {
    return evaluations;
  }

  int reused() {
    return reused;
  }
}
