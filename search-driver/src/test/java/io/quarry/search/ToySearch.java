package io.quarry.search;

import io.quarry.config.BudgetSettings;
import io.quarry.config.PatienceSettings;
import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.evaluate.RunIdentity;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import io.quarry.store.Directory;
import io.quarry.store.FakeTime;
import io.quarry.store.MeasurementStore;
import io.quarry.tactic.Nsga2Settings;
import io.quarry.tactic.Nsga2Tactic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** NSGA-II on a small space, in batches; each evaluation takes 0.7 s of a time that is made up. */
final class ToySearch implements CandidateEvaluator {
  static final int BUDGET = 40;
  static final Objective COST = Objective.minimize("cost", "cost", "");
  static final Objective ERROR = Objective.minimize("error", "error_percent", "%");
  static final RunIdentity IDENTITY = new RunIdentity("run", "c", "s", "d", "v");
  static final Duration EVALUATION = Duration.ofMillis(700);
  static final SearchSpace SPACE =
      SearchSpace.of(
          IntStream.range(0, 6)
              .mapToObj(i -> Decision.ordinal("d" + i, List.of(0, 1, 2, 3)))
              .toList());

  private final FakeTime time = new FakeTime();
  private final Runnable beforeEach;
  private BudgetSettings budget = new BudgetSettings(0, 0);
  private PatienceSettings patience = new PatienceSettings(0, 0);
  private int evaluations = BUDGET;
  private int evaluated;

  ToySearch() {
    this(() -> {});
  }

  /**
   * One that can be watched.
   *
   * @param beforeEach done before each evaluation
   */
  ToySearch(Runnable beforeEach) {
    this.beforeEach = beforeEach;
  }

  ToySearch within(BudgetSettings other) {
    budget = other;
    return this;
  }

  ToySearch with(PatienceSettings other) {
    patience = other;
    return this;
  }

  ToySearch upTo(int other) {
    evaluations = other;
    return this;
  }

  /** How many candidates were evaluated, whether it was stored or not. */
  int evaluated() {
    return evaluated;
  }

  /** The time in which it evaluates. */
  FakeTime time() {
    return time;
  }

  /** The search that measures into a store, not begun. */
  Search of(Directory measurements) {
    return of(measurements, search -> {});
  }

  /** The same, which calls somebody again and again. */
  Search of(Directory measurements, Consumer<Search> pulse) {
    return new Search(
        new Nsga2Tactic(SPACE, List.of(ERROR, COST), new Nsga2Settings(8, 0.9, 0.2), new Seeds(7)),
        this,
        new RunJournal(store(measurements), IDENTITY, time::nanos),
        new Limits(evaluations, budget, patience, time::nanos),
        8,
        new Tally(List.of(ERROR, COST), List.of(), Hypervolume.of(new double[] {100, 30})),
        Completion.none(),
        at -> {},
        pulse);
  }

  static MeasurementStore store(Directory measurements) {
    return MeasurementStore.open(measurements, List.of(ERROR, COST), name -> false);
  }

  @Override
  public void evaluate(
      String description,
      List<Candidate> candidates,
      Consumer<Outcome> arrived,
      BooleanSupplier stop) {
    // Slots are of different speed: outcomes come in another order than they were asked for.
    for (int i = candidates.size() - 1; i >= 0 && !stop.getAsBoolean(); i--) {
      arrived.accept(evaluated(candidates.get(i)));
    }
  }

  @Override
  public void evaluateContinuously(
      IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      List<Candidate> next = ask.apply(2);
      if (next.isEmpty()) {
        return;
      }
      arrived.accept(next.stream().map(this::evaluated).toList());
    }
  }

  private Outcome evaluated(Candidate candidate) {
    beforeEach.run();
    evaluated++;
    time.pass(EVALUATION);
    return outcome(candidate, "run");
  }

  /** What evaluating a candidate gives, always. */
  static Outcome outcome(Candidate candidate, String run) {
    int[] genome = SPACE.genome(candidate);
    double cost = IntStream.of(genome).sum();
    double error = 90 - 4 * cost + 3 * Math.sin(genome[0] + 2.0 * genome[5]);
    Provenance from =
        new Provenance(
            run, "c", "s", "d", "v", 1, "host", "cpu", Instant.EPOCH, EVALUATION.toMillis());
    return genome[1] == 3 && genome[2] == 0
        ? new Failed(candidate, "three", from)
        : new Measurement(
            candidate, Scores.of(Map.of(ERROR.name(), error, COST.name(), cost)), from);
  }
}
