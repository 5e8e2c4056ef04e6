package io.quarry.page;

import io.quarry.objective.Objective;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.report.FrontTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How the hypervolume of a run grew, over its evaluations and over time. */
final class Volumes {
  /** With more objectives than this the exact hypervolume is counted at a few places alone. */
  private static final int CHEAP = 4;

  /** With more than this it takes seconds, and is not counted. */
  private static final int DEAR = 6;

  private static final int FEW = 40;

  private final Rows rows;
  private final List<Objective> objectives;
  private final double[] reference;
  private final boolean measuredReference;

  Volumes(Rows rows) {
    this.rows = rows;
    this.objectives = rows.contents.config().objectives();
    double[] stored = stored();
    this.measuredReference = Arrays.stream(stored).anyMatch(Double::isNaN);
    this.reference = measuredReference ? worst() : stored;
  }

  ReportData.Growth growth() {
    List<Integer> paid = new ArrayList<>();
    List<Integer> reused = new ArrayList<>();
    for (int i = 0; i < rows.rows.size(); i++) {
      (rows.rows.get(i).reused() ? reused : paid).add(i);
    }
    List<Integer> byTime = new ArrayList<>(paid);
    byTime.sort(Comparator.comparingDouble(this::end));
    List<ReportData.Step> overEvaluations = steps(reused, paid, false);
    List<ReportData.Step> overTime = steps(reused, byTime, true);
    double last =
        overEvaluations.isEmpty() ? 0 : overEvaluations.get(overEvaluations.size() - 1).volume();
    return new ReportData.Growth(overEvaluations, overTime, last, text());
  }

  private double end(int row) {
    return rows.rows.get(row).start() + rows.rows.get(row).seconds();
  }

  private List<ReportData.Step> steps(List<Integer> before, List<Integer> order, boolean time) {
    List<ReportData.Step> steps = new ArrayList<>();
    if (rows.front.points().isEmpty() || objectives.size() > DEAR) {
      return steps;
    }
    Hypervolume hypervolume = Hypervolume.of(reference);
    List<double[]> front = new ArrayList<>();
    before.forEach(row -> enter(row, front));
    steps.add(new ReportData.Step(0, hypervolume.volume(front.toArray(double[][]::new))));
    int every = objectives.size() <= CHEAP ? 1 : Math.max(1, order.size() / FEW);
    boolean changed = false;
    for (int i = 0; i < order.size(); i++) {
      changed |= enter(order.get(i), front);
      boolean isLast = i == order.size() - 1;
      if ((changed && i % every == 0) || isLast) {
        double at = time ? end(order.get(i)) : i + 1;
        double volume = hypervolume.volume(front.toArray(double[][]::new));
        steps.add(new ReportData.Step(at, volume));
        changed = false;
      }
    }
    return steps;
  }

  /** Whether a row has changed the front. */
  private boolean enter(int row, List<double[]> front) {
    if (!rows.isEligible(row)) {
      return false;
    }
    double[] point = rows.scores(row).canonical(objectives);
    for (double[] other : front) {
      if (ParetoFront.dominates(other, point) || Arrays.equals(other, point)) {
        return false;
      }
    }
    front.removeIf(other -> ParetoFront.dominates(point, other));
    front.add(point);
    return true;
  }

  /** As the run's summary has it; NaN where it does not. */
  private double[] stored() {
    return objectives.stream()
        .mapToDouble(
            objective ->
                objective.canonical(
                    rows.contents
                        .summary()
                        .path("reference_point")
                        .path(objective.name())
                        .asDouble(Double.NaN)))
        .toArray();
  }

  private double[] worst() {
    double[] worst = new double[objectives.size()];
    Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    for (int row = 0; row < rows.rows.size(); row++) {
      if (rows.isEligible(row)) {
        double[] point = rows.scores(row).canonical(objectives);
        Arrays.setAll(worst, i -> Math.max(worst[i], point[i]));
      }
    }
    return worst;
  }

  private String text() {
    if (measuredReference) {
      return "the worst value of each objective that was measured";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < reference.length; i++) {
      Objective objective = objectives.get(i);
      double value = objective.canonical(reference[i]);
      parts.add("%s %s".formatted(objective.name(), FrontTable.rounded(value)));
    }
    return parts.stream().collect(Collectors.joining(", "));
  }
}
