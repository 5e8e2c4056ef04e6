package io.quarry.search;

import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.objective.Objective;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The synchronous search: ask, look in the store, evaluate what is missing, store, tell. With equal
 * seeds it asks for the same candidates whatever the cluster does, so a search that was cut off
 * continues from what its store holds.
 *
 * <p>Runs on one thread; {@link #keepWhatArrived} alone may be called from another.
 */
public final class Search {
  private final SearchTactic tactic;
  private final CandidateEvaluator evaluator;
  private final MeasurementStore store;
  private final int budget;
  private final int batchSize;
  private final Hypervolume hypervolume;
  private final SearchListener listener;

  private final Map<String, Outcome> known = new HashMap<>();
  private final List<StoredOutcome> unstored = new ArrayList<>();
  private ParetoFront front;
  private int evaluations;
  private int paid;
  private int failed;

  /**
   * A search that has not begun.
   *
   * @param budget distinct candidates to evaluate
   * @param batchSize most candidates between two barriers
   * @param objectives what the front compares
   * @param hypervolume against the search's reference point, for the same objectives
   */
  public Search(
      SearchTactic tactic,
      CandidateEvaluator evaluator,
      MeasurementStore store,
      int budget,
      int batchSize,
      List<Objective> objectives,
      Hypervolume hypervolume,
      SearchListener listener) {
    this.tactic = tactic;
    this.evaluator = evaluator;
    this.store = store;
    this.budget = budget;
    this.batchSize = batchSize;
    this.hypervolume = hypervolume;
    this.listener = listener;
    this.front = new ParetoFront(objectives, List.of());
  }

  /**
   * Searches until the budget is spent, the space is exhausted or {@code stop} is true.
   *
   * @param stop asked between batches
   * @return the front of everything measured
   */
  public ParetoFront run(BooleanSupplier stop) {
    store.read().entries().stream()
        .map(StoredOutcome::outcome)
        .forEach(outcome -> known.put(outcome.candidate().key(), outcome));
    for (int batch = 0; evaluations < budget && !stop.getAsBoolean(); batch++) {
      List<Candidate> candidates = tactic.ask(Math.min(batchSize, budget - evaluations));
      if (candidates.isEmpty()) {
        break;
      }
      tactic.tell(outcomesOf(batch, candidates));
    }
    return front;
  }

  /**
   * Stores the outcomes of the current batch that have arrived and are not stored yet. For the
   * moment before the process ends.
   */
  public synchronized void keepWhatArrived() {
    unstored.sort(StoredOutcome.ORDER);
    store.append(unstored);
    unstored.clear();
  }

  private List<Outcome> outcomesOf(int batch, List<Candidate> candidates) {
    Map<String, Integer> positions = new HashMap<>();
    List<Candidate> missing = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      String key = candidate.key();
      positions.put(key, i);
      if (known.containsKey(key)) {
        count(known.get(key));
      } else {
        missing.add(candidate);
      }
    }
    evaluator.evaluate(
        "Batch %d: %d candidates".formatted(batch + 1, missing.size()),
        missing,
        outcome -> arrived(batch, positions.get(outcome.candidate().key()), outcome));
    keepWhatArrived();
    return candidates.stream().map(c -> Objects.requireNonNull(known.get(c.key()))).toList();
  }

  private synchronized void arrived(int batch, int position, Outcome outcome) {
    unstored.add(new StoredOutcome(batch, position, outcome));
    known.put(outcome.candidate().key(), outcome);
    paid++;
    count(outcome);
  }

  private void count(Outcome outcome) {
    evaluations++;
    if (outcome instanceof Measurement measurement) {
      front = front.merge(List.of(measurement));
    } else if (outcome instanceof Failed) {
      failed++;
    }
    listener.advanced(progress());
  }

  /** How far it has come. */
  public SearchProgress progress() {
    double volume = hypervolume.volume(front.canonicalValues());
    return new SearchProgress(evaluations, budget, paid, failed, front.points().size(), volume);
  }
}
