package io.quarry.search;

import io.quarry.evaluate.Finalist;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Latency;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Timing;
import io.quarry.pareto.ParetoFront;
import io.quarry.report.Confirmed;
import io.quarry.report.RunDirectory;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Confirms the points of a final front: writes their models, runs them over the test split, times
 * them once more, and says which of them still stand.
 */
final class Confirmation {
  private final Workload workload;
  private final SparkEvaluator evaluator;
  private final RunDirectory run;
  private final Latencies latencies;
  private final SortedMap<String, Double> before;

  /**
   * Of one run.
   *
   * @param before errors on the test split that an earlier start found, by candidate key
   */
  Confirmation(
      Workload workload,
      SparkEvaluator evaluator,
      RunDirectory run,
      Latencies latencies,
      SortedMap<String, Double> before) {
    this.workload = workload;
    this.evaluator = evaluator;
    this.run = run;
    this.latencies = latencies;
    this.before = before;
  }

  /**
   * Confirms each point; what an earlier start of the run found is not measured again.
   *
   * @param stop once true, nothing more is timed
   * @return by candidate key; a point that was not timed any more is missing
   */
  SortedMap<String, Confirmed> of(ParetoFront front, BooleanSupplier stop) {
    SortedMap<String, Double> testErrors = testErrors(front);
    if (workload.config().isTimed()) {
      List<Candidate> points = front.points().stream().map(Measurement::candidate).toList();
      latencies.time(points, Timing.Purpose.CONFIRMATION, stop);
      List<Candidate> twins = points.stream().map(workload::inFloat32).distinct().toList();
      latencies.time(twins, Timing.Purpose.REFERENCE, stop);
    }
    List<Measurement> repeated = new ArrayList<>();
    for (Measurement point : front.points()) {
      boolean timed = !latencies(point).isEmpty() && !twin(point).isEmpty();
      if (timed || !workload.config().isTimed()) {
        repeated.add(repeated(point, testErrors.get(point.candidate().key())));
      }
    }
    SortedMap<String, Confirmed> confirmed = new TreeMap<>();
    for (Measurement point : repeated) {
      String key = point.candidate().key();
      confirmed.put(
          key,
          new Confirmed(
              testErrors.get(key),
              workload.task().test().count(),
              latencies(point),
              twin(point),
              standing(point, repeated)));
    }
    return confirmed;
  }

  private List<Latency> latencies(Measurement point) {
    return latencies.of(point.candidate(), Timing.Purpose.CONFIRMATION).stream()
        .map(Timing::latency)
        .toList();
  }

  /** What the same architecture takes in float32. */
  private List<Latency> twin(Measurement point) {
    return latencies
        .of(workload.inFloat32(point.candidate()), Timing.Purpose.REFERENCE)
        .map(Timing::latency)
        .stream()
        .toList();
  }

  /** A point with what was measured anew in place of what it was searched by. */
  private Measurement repeated(Measurement point, double testErrorPercent) {
    Map<String, Double> values = new TreeMap<>(point.scores().values());
    values.put(Objectives.TOP1_ERROR.name(), testErrorPercent);
    latencies(point)
        .forEach(latency -> values.put(Objectives.LATENCY_MS.name(), latency.medianMs()));
    return new Measurement(point.candidate(), Scores.of(values), point.provenance());
  }

  private Confirmed.Standing standing(Measurement point, List<Measurement> all) {
    List<Objective> objectives = workload.config().objectives();
    if (!latencies(point).stream().allMatch(Latency::steady)) {
      return Confirmed.Standing.UNSTEADY;
    }
    if (Constraint.violation(workload.config().constraints(), point.scores()) > 0) {
      return Confirmed.Standing.INFEASIBLE;
    }
    boolean stands =
        ParetoFront.of(objectives, all).points().stream()
            .anyMatch(one -> one.scores().equals(point.scores()));
    return stands ? Confirmed.Standing.CONFIRMED : Confirmed.Standing.DOMINATED;
  }

  /** Exports each point that has no model yet, and finds its error on the test split. */
  private SortedMap<String, Double> testErrors(ParetoFront front) {
    SortedMap<String, Double> testErrors = new TreeMap<>();
    Map<Candidate, Measurement> missing = new LinkedHashMap<>();
    for (Measurement point : front.points()) {
      String key = point.candidate().key();
      if (before.containsKey(key)) {
        testErrors.put(key, before.get(key));
      } else {
        missing.put(point.candidate(), point);
      }
    }
    Cards cards = new Cards(workload, one -> latencies.of(one, Timing.Purpose.SEARCH));
    for (Finalist finalist :
        evaluator.confirm(List.copyOf(missing.keySet()), workload.task().test())) {
      Measurement point = missing.get(finalist.candidate());
      String key = finalist.candidate().key();
      run.writeModel(key, cards.file(point, finalist.testErrorPercent(), finalist.model()).bytes());
      testErrors.put(key, finalist.testErrorPercent());
    }
    return testErrors;
  }
}
