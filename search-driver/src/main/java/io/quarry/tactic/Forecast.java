package io.quarry.tactic;

import io.quarry.outcome.Measurement;
import io.quarry.predict.PredictorQuality;
import io.quarry.space.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What was predicted of a batch, to be held against what was measured. Not thread-safe. */
final class Forecast {
  private final Goal goal;
  private final Consumer<PredictorReport> reports;
  private final Map<String, double[]> predicted = new LinkedHashMap<>();
  private int iteration;
  private List<Surrogates.Surrogate> surrogates = List.of();

  Forecast(Goal goal, Consumer<PredictorReport> reports) {
    this.goal = goal;
    this.reports = reports;
  }

  void begin(int iteration, Surrogates surrogates) {
    this.iteration = iteration;
    this.surrogates = surrogates.targets();
    predicted.clear();
  }

  /** Values are minimised, one a target. */
  void add(Candidate candidate, double[] values) {
    predicted.put(candidate.text(), values);
  }

  /** Reports once on the forecast, if two or more of its candidates were measured. */
  void report(Map<String, Measurement> measured) {
    List<String> known = predicted.keySet().stream().filter(measured::containsKey).toList();
    for (int t = 0; t < surrogates.size() && known.size() > 1; t++) {
      int target = t;
      Surrogates.Surrogate surrogate = surrogates.get(t);
      double[] before = known.stream().mapToDouble(key -> predicted.get(key)[target]).toArray();
      double[] after =
          known.stream().mapToDouble(key -> goal.values(measured.get(key))[target]).toArray();
      reports.accept(
          new PredictorReport(
              iteration,
              surrogate.objective().name(),
              surrogate.learner(),
              surrogate.heldOut(),
              PredictorQuality.of(before, after)));
    }
    predicted.clear();
  }
}
