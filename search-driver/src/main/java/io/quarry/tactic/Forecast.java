package io.quarry.tactic;

import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.predict.PredictorQuality;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What was predicted of batches, to be held against what was measured. A batch is reported on when
 * nothing of it is waited for any more; without a barrier several are open at a time. Not
 * thread-safe.
 */
final class Forecast {
  private final Goal goal;
  private final Consumer<PredictorReport> reports;
  private final List<Batch> open = new ArrayList<>();

  /**
   * A batch.
   *
   * @param predicted by candidate's text, minimised values of the targets
   * @param awaited those of them that nothing was heard of
   */
  private record Batch(
      int iteration,
      List<Surrogates.Surrogate> surrogates,
      Map<String, double[]> predicted,
      Set<String> awaited) {}

  Forecast(Goal goal, Consumer<PredictorReport> reports) {
    this.goal = goal;
    this.reports = reports;
  }

  /** A new batch. */
  void begin(int iteration, Surrogates surrogates) {
    open.add(new Batch(iteration, surrogates.targets(), new LinkedHashMap<>(), new HashSet<>()));
  }

  /** A candidate of the newest batch; values are minimised, one a target. */
  void add(Candidate candidate, double[] values) {
    Batch newest = open.get(open.size() - 1);
    newest.predicted.put(candidate.text(), values);
    newest.awaited.add(candidate.text());
  }

  /** Candidates will not be asked for after all. */
  void forget(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      for (Batch batch : open) {
        batch.predicted.remove(candidate.text());
        batch.awaited.remove(candidate.text());
      }
    }
  }

  /**
   * Nothing more will be heard of candidates; reports on the batches that are complete by that, of
   * which two or more candidates were measured.
   *
   * @param measured all that was measured so far, by candidate's text
   */
  void settle(List<Candidate> candidates, Map<String, Measurement> measured) {
    for (Candidate candidate : candidates) {
      open.forEach(batch -> batch.awaited.remove(candidate.text()));
    }
    open.stream().filter(batch -> batch.awaited.isEmpty()).forEach(b -> report(b, measured));
    open.removeIf(batch -> batch.awaited.isEmpty());
  }

  private void report(Batch batch, Map<String, Measurement> measured) {
    List<String> known = batch.predicted.keySet().stream().filter(measured::containsKey).toList();
    for (int t = 0; t < batch.surrogates.size() && known.size() > 1; t++) {
      int target = t;
      Surrogates.Surrogate surrogate = batch.surrogates.get(t);
      double[] before = known.stream().mapToDouble(k -> batch.predicted.get(k)[target]).toArray();
      double[] after =
          known.stream().mapToDouble(key -> goal.values(measured.get(key))[target]).toArray();
      reports.accept(
          new PredictorReport(
              batch.iteration,
              surrogate.objective().name(),
              surrogate.learner(),
              surrogate.heldOut(),
              PredictorQuality.of(before, after),
              rows(surrogate.objective(), known, measured, before, after)));
    }
  }

  private static List<PredictorReport.Row> rows(
      Objective objective,
      List<String> candidates,
      Map<String, Measurement> measured,
      double[] before,
      double[] after) {
    List<PredictorReport.Row> rows = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      // Of minimised values the minimised ones are those in the unit again.
      rows.add(
          new PredictorReport.Row(
              measured.get(candidates.get(i)).candidate().key(),
              objective.canonical(before[i]),
              objective.canonical(after[i])));
    }
    return rows;
  }
}
