package io.quarry.search;

import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.evaluate.RunIdentity;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The search. At a synchronous pace: ask, look in the store, evaluate what is missing, store, tell.
 * With equal seeds it asks for the same candidates whatever the cluster does, so a search that was
 * cut off continues from what its store holds. Not thread-safe.
 */
final class Search {
  private final SearchTactic tactic;
  private final CandidateEvaluator evaluator;
  private final MeasurementStore store;
  private final RunIdentity identity;
  private final int budget;
  private final int batchSize;
  private final List<Constraint> constraints;
  private final Hypervolume hypervolume;
  private final Completion completion;
  private final Consumer<SearchProgress> listener;

  private final Map<String, Outcome> known = new HashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private ParetoFront front;
  private int evaluations;
  private int paid;
  private int failed;
  private int infeasible;

  /** Candidates under way, and groups of outcomes that came, of a search without barriers. */
  private int started;

  private int arrivals;
  private Measurement nearest;

  /**
   * A search that has not begun.
   *
   * @param identity of this run; the store's outcomes must be of its supernet and data
   * @param budget distinct candidates to evaluate
   * @param batchSize most candidates between two barriers
   * @param objectives what the front compares
   * @param constraints what every point of the front keeps
   * @param hypervolume against the search's reference point, for the same objectives
   * @param completion of what the evaluator and the store give
   * @param listener told after each outcome, measured or found in the store
   */
  Search(
      SearchTactic tactic,
      CandidateEvaluator evaluator,
      MeasurementStore store,
      RunIdentity identity,
      int budget,
      int batchSize,
      List<Objective> objectives,
      List<Constraint> constraints,
      Hypervolume hypervolume,
      Completion completion,
      Consumer<SearchProgress> listener) {
    this.tactic = tactic;
    this.evaluator = evaluator;
    this.store = store;
    this.identity = identity;
    this.budget = budget;
    this.batchSize = batchSize;
    this.constraints = List.copyOf(constraints);
    this.hypervolume = hypervolume;
    this.completion = completion;
    this.listener = listener;
    this.front = new ParetoFront(objectives, List.of());
  }

  /**
   * Searches until the budget is spent, the tactic has nothing left to propose or {@code stop} is
   * true.
   *
   * @return the front of everything measured that keeps the constraints
   */
  ParetoFront run(BooleanSupplier stop) {
    readStore();
    for (int batch = 0; evaluations < budget && !stop.getAsBoolean(); batch++) {
      List<Candidate> candidates = tactic.ask(Math.min(batchSize, budget - evaluations));
      if (candidates.isEmpty()) {
        break;
      }
      List<Outcome> outcomes =
          completion.complete(outcomesOf(batch, candidates, stop), this::count, stop);
      if (outcomes.size() < candidates.size()) {
        break;
      }
      tactic.tell(outcomes);
    }
    return front;
  }

  /**
   * The same without barriers: the tactic learns first what the store holds, which counts, and then
   * each outcome as it comes. What it asks for depends on their order.
   */
  ParetoFront runContinuously(BooleanSupplier stop) {
    readStore();
    List<Outcome> stored =
        known.values().stream()
            .sorted(Comparator.comparing(outcome -> outcome.candidate().key()))
            .toList();
    stored.forEach(outcome -> completion.arrived(outcome, this::count));
    tactic.tell(completion.complete(stored, this::count, stop));
    evaluator.evaluateContinuously(
        free -> {
          boolean ends = stop.getAsBoolean() || started + known.size() >= budget;
          List<Candidate> asked =
              ends ? List.of() : tactic.ask(Math.min(free, budget - known.size() - started));
          started += asked.size();
          return asked;
        },
        outcomes -> learn(outcomes, stop),
        stop);
    return front;
  }

  private void learn(List<Outcome> outcomes, BooleanSupplier stop) {
    List<StoredOutcome> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      rows.add(new StoredOutcome(arrivals, rows.size(), outcome));
      known.put(outcome.candidate().key(), outcome);
      started--;
      paid++;
    }
    arrivals++;
    store.append(rows);
    outcomes.forEach(outcome -> completion.arrived(outcome, this::count));
    tactic.tell(completion.complete(outcomes, this::count, stop));
  }

  private void readStore() {
    for (StoredOutcome stored : store.read().entries()) {
      requireSameOrigin(stored.outcome().provenance());
      known.put(stored.outcome().candidate().key(), stored.outcome());
      arrivals = Math.max(arrivals, stored.batch() + 1);
    }
  }

  /** What was measured so far, constraints kept or not, in the order of its coming. */
  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /** How far it has come. */
  SearchProgress progress() {
    double volume = hypervolume.volume(front.canonicalValues());
    return new SearchProgress(
        evaluations, budget, paid, failed, infeasible, front.points().size(), volume);
  }

  /**
   * Of the candidates that break constraints the one that does so by the least in all; of equals
   * the first by key. Empty where some candidate breaks none, or nothing was measured.
   */
  Optional<Measurement> nearestMiss() {
    return front.points().isEmpty() ? Optional.ofNullable(nearest) : Optional.empty();
  }

  /** The outcomes of a batch in its order; fewer when it was stopped. All of them are stored. */
  private List<Outcome> outcomesOf(int batch, List<Candidate> candidates, BooleanSupplier stop) {
    Map<String, Integer> positions = new HashMap<>();
    List<Candidate> missing = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String key = candidate.key();
      positions.put(key, positions.size());
      if (known.containsKey(key)) {
        completion.arrived(known.get(key), this::count);
      } else {
        missing.add(candidate);
      }
    }
    List<StoredOutcome> arrived = new ArrayList<>();
    try {
      evaluator.evaluate(
          "Batch %d: %d candidates".formatted(batch + 1, missing.size()),
          missing,
          outcome -> {
            String key = outcome.candidate().key();
            arrived.add(new StoredOutcome(batch, positions.get(key), outcome));
            known.put(key, outcome);
            paid++;
            completion.arrived(outcome, this::count);
          },
          stop);
    } finally {
      // What came back before the cluster failed was paid for, too.
      arrived.sort(StoredOutcome.ORDER);
      store.append(arrived);
    }
    return candidates.stream()
        .map(Candidate::key)
        .filter(known::containsKey)
        .map(known::get)
        .toList();
  }

  private void requireSameOrigin(Provenance provenance) {
    boolean same =
        provenance.supernetHash().equals(identity.supernetHash())
            && provenance.dataHash().equals(identity.dataHash());
    if (!same) {
      throw new InputException(
          "The measurements of run %s were made on supernet %s and data %s, not on %s and %s"
              .formatted(
                  identity.run(),
                  provenance.supernetHash(),
                  provenance.dataHash(),
                  identity.supernetHash(),
                  identity.dataHash()),
          "the supernet was trained anew or the data changed; give this search another --run.");
    }
  }

  private void count(Outcome outcome) {
    evaluations++;
    if (outcome instanceof Measurement measurement) {
      count(measurement);
    } else if (outcome instanceof Failed) {
      failed++;
    }
    listener.accept(progress());
  }

  private void count(Measurement measurement) {
    measurements.add(measurement);
    if (violation(measurement) == 0) {
      front = front.merge(List.of(measurement));
    } else {
      infeasible++;
      nearest =
          nearest == null ? measurement : Collections.min(List.of(nearest, measurement), order());
    }
  }

  private Comparator<Measurement> order() {
    return Comparator.comparingDouble(this::violation)
        .thenComparing(measurement -> measurement.candidate().key());
  }

  private double violation(Measurement measurement) {
    return Constraint.violation(constraints, measurement.scores());
  }
}
