package io.quarry.search;

import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.ParetoFront;
import io.quarry.report.Ending;
import io.quarry.space.Candidate;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The search. At a synchronous pace: ask, look in the store, evaluate what is missing, store, tell.
 * With equal seeds it asks for the same candidates whatever the cluster does, so a search that was
 * cut off continues from what its store holds. What other runs paid for is told before the first
 * question, and never asked for. Not thread-safe.
 */
final class Search {
  private final SearchTactic tactic;
  private final CandidateEvaluator evaluator;
  private final RunJournal journal;
  private final Limits limits;
  private final int batchSize;
  private final Tally tally;
  private final Completion completion;
  private final Consumer<SearchProgress> listener;
  private final Consumer<Search> pulse;

  private final Set<String> counted = new HashSet<>();
  private Ending ending = Ending.NOT_YET;
  private double volumeBefore;
  private int paid;
  private int underWay;

  /**
   * A search that has not begun.
   *
   * @param journal of the run, not read yet
   * @param limits what it may spend
   * @param batchSize most candidates between two barriers
   * @param tally of nothing
   * @param completion of what the evaluator and the store give
   * @param listener told after each outcome, measured or found in the store
   * @param pulse called a few times a second while outcomes are waited for
   */
  Search(
      SearchTactic tactic,
      CandidateEvaluator evaluator,
      RunJournal journal,
      Limits limits,
      int batchSize,
      Tally tally,
      Completion completion,
      Consumer<SearchProgress> listener,
      Consumer<Search> pulse) {
    this.tactic = tactic;
    this.evaluator = evaluator;
    this.journal = journal;
    this.limits = limits;
    this.batchSize = batchSize;
    this.tally = tally;
    this.completion = completion;
    this.listener = listener;
    this.pulse = pulse;
  }

  /**
   * Searches until a limit is met, the tactic has nothing left to propose or {@code stop} is true.
   *
   * @return the front of everything measured that keeps the constraints
   */
  ParetoFront run(BooleanSupplier stop) {
    BooleanSupplier ends = watched(stop);
    return stored(() -> inBatches(ends), ends);
  }

  /**
   * The same without barriers: the tactic learns first what the store holds, which counts, and then
   * each outcome as it comes. What it asks for depends on their order.
   */
  ParetoFront runContinuously(BooleanSupplier stop) {
    BooleanSupplier ends = watched(stop);
    return stored(() -> continuously(ends), ends);
  }

  /** Whatever happens, what came back was paid for and is stored. */
  private ParetoFront stored(Runnable search, BooleanSupplier ends) {
    try {
      begin(ends);
      search.run();
    } catch (RuntimeException | Error e) {
      try {
        journal.flush();
      } catch (RuntimeException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    journal.flush();
    return tally.front();
  }

  private void begin(BooleanSupplier ends) {
    journal.read();
    List<Outcome> reused = journal.reused();
    if (!reused.isEmpty()) {
      reused.forEach(outcome -> completion.arrived(outcome, this::countReused));
      tactic.tell(completion.complete(reused, this::countReused, ends));
    }
    volumeBefore = tally.volume();
    limits.byGain(0, volumeBefore);
  }

  private void inBatches(BooleanSupplier ends) {
    for (int batch = 0; goesOn(ends); batch++) {
      int left = limits.evaluations() - tally.evaluations();
      List<Candidate> candidates = tactic.ask(Math.min(batchSize, left));
      if (candidates.isEmpty()) {
        ending = Ending.SPACE;
        return;
      }
      List<Outcome> outcomes =
          completion.complete(outcomesOf(batch, candidates, ends), this::count, ends);
      if (outcomes.size() < candidates.size()) {
        return;
      }
      journal.flushBeforeThinking();
      tactic.tell(outcomes);
      if (paid > 0) {
        pulse.accept(this);
      }
    }
  }

  private boolean goesOn(BooleanSupplier ends) {
    if (tally.evaluations() >= limits.evaluations()) {
      ending = Ending.EVALUATIONS;
      return false;
    }
    Optional<Ending> gain = limits.byGain(tally.evaluations(), tally.volume());
    gain.ifPresent(found -> ending = found);
    return gain.isEmpty() && !ends.getAsBoolean();
  }

  private void continuously(BooleanSupplier ends) {
    List<Outcome> stored = journal.paid();
    stored.forEach(outcome -> completion.arrived(outcome, this::count));
    tactic.tell(completion.complete(stored, this::count, ends));
    evaluator.evaluateContinuously(
        free -> {
          boolean goesOn =
              ending == Ending.NOT_YET
                  && !ends.getAsBoolean()
                  && underWay + journal.size() < limits.evaluations();
          int most = Math.min(free, limits.evaluations() - journal.size() - underWay);
          List<Candidate> asked = goesOn ? tactic.ask(most) : List.of();
          underWay += asked.size();
          return asked;
        },
        outcomes -> learn(outcomes, ends),
        ends);
    if (ending == Ending.NOT_YET) {
      ending = journal.size() >= limits.evaluations() ? Ending.EVALUATIONS : Ending.SPACE;
    }
  }

  private void learn(List<Outcome> outcomes, BooleanSupplier ends) {
    int batch = journal.nextBatch();
    for (int position = 0; position < outcomes.size(); position++) {
      underWay--;
      paid++;
      journal.add(batch, position, outcomes.get(position));
    }
    journal.flushBeforeThinking();
    outcomes.forEach(outcome -> completion.arrived(outcome, this::count));
    tactic.tell(completion.complete(outcomes, this::count, ends));
    limits.byGain(tally.evaluations(), tally.volume()).ifPresent(found -> ending = found);
  }

  /** The outcomes of a batch in its order; fewer when it was stopped. */
  private List<Outcome> outcomesOf(int batch, List<Candidate> candidates, BooleanSupplier ends) {
    Map<String, Integer> positions = new HashMap<>();
    List<Candidate> missing = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String key = candidate.key();
      positions.put(key, positions.size());
      journal
          .of(key)
          .ifPresentOrElse(
              outcome -> completion.arrived(outcome, this::count), () -> missing.add(candidate));
    }
    underWay = missing.size();
    evaluator.evaluate(
        "Batch %d: %d candidates".formatted(batch + 1, missing.size()),
        missing,
        outcome -> {
          underWay--;
          paid++;
          journal.add(batch, positions.get(outcome.candidate().key()), outcome);
          completion.arrived(outcome, this::count);
        },
        ends);
    return candidates.stream().flatMap(candidate -> journal.of(candidate.key()).stream()).toList();
  }

  /**
   * Counts what the store holds and a search that was cut short did not come to ask for: it was
   * paid for, and belongs to the front. Only where the store holds nothing of other searches.
   */
  void countTheRest() {
    List<Outcome> rest =
        journal.paid().stream()
            .filter(outcome -> !counted.contains(outcome.candidate().key()))
            .toList();
    rest.forEach(outcome -> completion.arrived(outcome, this::count));
    completion.complete(
        rest.stream().filter(one -> !counted.contains(one.candidate().key())).toList(),
        this::count,
        () -> true);
  }

  /** Asked a few times a second, which keeps the store and the run's files up to date as well. */
  private BooleanSupplier watched(BooleanSupplier stop) {
    return () -> {
      journal.flushIfDue();
      if (paid > 0) {
        pulse.accept(this);
      }
      Optional<Ending> end =
          stop.getAsBoolean() ? Optional.of(Ending.STOPPED) : limits.byTime(journal.slotHours());
      end.ifPresent(found -> ending = found);
      return end.isPresent();
    };
  }

  private void count(Outcome outcome) {
    counted.add(outcome.candidate().key());
    tally.count(outcome);
    listener.accept(progress());
  }

  private void countReused(Outcome outcome) {
    tally.countReused(outcome);
    listener.accept(progress());
  }

  /** How far it has come. */
  SearchProgress progress() {
    return tally.progress(limits.evaluations(), paid);
  }

  /** What it found. */
  Tally tally() {
    return tally;
  }

  /** What ended it; {@link Ending#NOT_YET} while it runs. */
  Ending ending() {
    return ending;
  }

  /** The hypervolume of what other runs had paid for. */
  double volumeBefore() {
    return volumeBefore;
  }

  /** Candidates that were handed out and have not come back. */
  int underWay() {
    return underWay;
  }
}
