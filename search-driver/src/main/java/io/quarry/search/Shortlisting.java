package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Timing;
import io.quarry.pareto.ParetoFront;
import io.quarry.predict.latency.LatencyEstimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * From a front by predicted latencies to one by measured ones: times its points, and every
 * candidate that would be on it if its latency were lower than predicted by the prediction's
 * spread.
 */
final class Shortlisting {
  private final PredictedLatencies predicted;
  private final Latencies latencies;
  private final List<Objective> objectives;
  private final List<Constraint> constraints;

  Shortlisting(PredictedLatencies predicted, Latencies latencies, SearchConfig config) {
    this.predicted = predicted;
    this.latencies = latencies;
    this.objectives = config.objectives();
    this.constraints = config.constraints();
  }

  /**
   * The front of those that are timed.
   *
   * @param all that was scored, latencies predicted
   * @param front of it
   * @param stop once true, nothing more is timed
   */
  MeasuredFront measured(List<Measurement> all, ParetoFront front, BooleanSupplier stop) {
    List<Measurement> hopeful = all.stream().filter(one -> mayBelongTo(front, one)).toList();
    latencies.time(
        hopeful.stream().map(Measurement::candidate).toList(), Timing.Purpose.SEARCH, stop);
    List<Measurement> timed = new ArrayList<>();
    for (Measurement one : hopeful) {
      latencies
          .of(one.candidate(), Timing.Purpose.SEARCH)
          .map(timing -> PredictedLatencies.with(one, timing.latency().medianMs()))
          .ifPresent(timed::add);
    }
    List<Measurement> feasible = timed.stream().filter(one -> violation(one) == 0).toList();
    Optional<Measurement> nearest =
        timed.stream()
            .min(
                Comparator.comparingDouble(this::violation)
                    .thenComparing(one -> one.candidate().key()));
    return new MeasuredFront(
        ParetoFront.of(objectives, feasible), feasible.isEmpty() ? nearest : Optional.empty());
  }

  /** Whether a candidate is on the front, or would be with the latency that may be hoped for. */
  private boolean mayBelongTo(ParetoFront front, Measurement one) {
    Measurement hoped = hoped(one);
    if (front.points().isEmpty()) {
      return true;
    }
    boolean isPoint =
        front.points().stream().anyMatch(point -> point.candidate().equals(one.candidate()));
    return isPoint
        || (violation(hoped) == 0
            && front.merge(List.of(hoped)).points().stream()
                .anyMatch(point -> point.candidate().equals(one.candidate())));
  }

  private Measurement hoped(Measurement one) {
    LatencyEstimate estimate = predicted.of(one.candidate());
    double hope = Math.max(0, estimate.latencyMs() - estimate.spreadMs());
    return PredictedLatencies.with(one, hope);
  }

  private double violation(Measurement one) {
    return Constraint.violation(constraints, one.scores());
  }
}
