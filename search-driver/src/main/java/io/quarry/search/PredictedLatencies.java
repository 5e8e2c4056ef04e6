package io.quarry.search;

import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.LatencyEstimate;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Latencies by a profile's model, to search on: they are never stored, and no front that is
 * reported holds one.
 */
final class PredictedLatencies implements Completion {
  private final LatencyModel model;
  private final Function<Candidate, List<FusedKernel>> kernels;

  /**
   * Latencies by a model.
   *
   * @param kernels of a candidate's network
   */
  PredictedLatencies(LatencyModel model, Function<Candidate, List<FusedKernel>> kernels) {
    this.model = model;
    this.kernels = kernels;
  }

  /**
   * Refuses a profile that lacks kernels.
   *
   * @param some candidates that between them have all kinds of kernels
   */
  void requireKnown(String origin, List<Candidate> some) {
    for (Candidate candidate : some) {
      SortedSet<String> unseen = model.unseen(kernels.apply(candidate));
      if (!unseen.isEmpty()) {
        throw new InputException(
            "Latency profile %s knows no kernels of kind %s"
                .formatted(origin, String.join(", ", unseen)),
            "make one of this search's own space with quarry profile.");
      }
    }
  }

  /** The predicted latency of a candidate, in milliseconds; quick. */
  double latencyMs(Candidate candidate) {
    return model.latencyMs(kernels.apply(candidate));
  }

  /** The same with its spread. */
  LatencyEstimate of(Candidate candidate) {
    return model.predict(kernels.apply(candidate));
  }

  @Override
  public void arrived(Outcome outcome, Consumer<Outcome> count) {
    count.accept(predicted(outcome));
  }

  @Override
  public List<Outcome> complete(
      List<Outcome> outcomes, Consumer<Outcome> count, BooleanSupplier stop) {
    return outcomes.stream().map(this::predicted).toList();
  }

  private Outcome predicted(Outcome outcome) {
    return outcome instanceof Measurement measurement
        ? with(measurement, latencyMs(measurement.candidate()))
        : outcome;
  }

  /** A measurement with a latency beside its scores. */
  static Measurement with(Measurement measurement, double latencyMs) {
    Map<String, Double> values = new TreeMap<>(measurement.scores().values());
    values.put(Objectives.LATENCY_MS.name(), latencyMs);
    return new Measurement(measurement.candidate(), Scores.of(values), measurement.provenance());
  }
}
