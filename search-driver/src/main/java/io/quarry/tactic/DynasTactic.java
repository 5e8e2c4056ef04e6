package io.quarry.tactic;

import io.quarry.evolve.Nsga2Search;
import io.quarry.evolve.Selection;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.predict.Features;
import io.quarry.predict.PredictorSelection;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * LINAS as the code of its authors runs it (IntelLabs/DyNAS-T, {@code LINAS.search}), to compare
 * {@link LinasTactic} with: 50 random candidates first; then ridge or support vectors, whichever
 * cross-validates better, on all that was measured; an inner NSGA-II of 20,000 predictions from
 * nothing; and its last population, whole, is measured next.
 *
 * <p>As there, a child is mutated with probability 0.02, in one gene on average. Three things
 * differ. Crossover exchanges genes uniformly where theirs blends their numbers (SBX); what was
 * measured before is not paid for again, in a place that a random candidate takes when nothing of a
 * population is new; and only what was measured is returned.
 */
public final class DynasTactic implements SearchTactic {
  private static final int POPULATION = 50;
  private static final int PREDICTED_EVALUATIONS = 20_000;
  private static final double CROSSOVER = 0.9;
  private static final double MUTATION_PER_CHILD = 0.02;

  private final SearchSpace space;
  private final Goal goal;
  private final Seeds seeds;
  private final Surroundings surroundings;
  private final Features features;
  private final PredictorSelection selection = PredictorSelection.ridgeAndSupportVectors();
  private final Nsga2Search inner;
  private final FreshCandidates fresh;
  private final Pending pending = new Pending();
  private final Dealer dealer;
  private final Forecast forecast;
  private final TreeMap<String, Measurement> measured = new TreeMap<>();
  private int number;

  /**
   * The search of a space, synchronous.
   *
   * @param goal every measurement told must have its objectives and what it constrains
   */
  public DynasTactic(SearchSpace space, Goal goal, Seeds seeds, Surroundings surroundings) {
    this.space = space;
    this.goal = goal;
    this.seeds = seeds;
    this.surroundings = surroundings;
    this.features = Features.of(space);
    this.fresh = new FreshCandidates(space);
    this.dealer = new Dealer(space, pending);
    this.forecast = new Forecast(goal, surroundings.reports());
    double mutationPerGene = MUTATION_PER_CHILD / Math.max(1, space.dimension());
    Nsga2Search.Settings settings =
        new Nsga2Search.Settings(
            POPULATION, CROSSOVER, mutationPerGene, 0, Selection.CROWDING, POPULATION);
    this.inner = Nsga2Search.of(space, goal.objectives().size(), settings);
  }

  @Override
  public List<Candidate> ask(int free) {
    return dealer.deal(free, this::hasNext);
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    pending.told(outcomes);
    for (Outcome outcome : outcomes) {
      fresh.take(outcome.candidate());
      if (outcome instanceof Measurement measurement) {
        measured.put(measurement.candidate().text(), measurement);
      }
    }
    forecast.settle(outcomes.stream().map(Outcome::candidate).toList(), measured);
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    pending.withdrawn(candidates);
    forecast.settle(candidates, measured);
  }

  /** Whether the batch has another candidate, after a new one was made where one is due. */
  private boolean hasNext(List<Candidate> asked) {
    if (dealer.isDealtOut() && pending.isEmpty() && asked.isEmpty()) {
      dealer.take(nextBatch());
    }
    return !dealer.isDealtOut();
  }

  private List<int[]> nextBatch() {
    RandomGenerator random = seeds.child("batch", number++).generator();
    List<int[]> next = new ArrayList<>();
    if (measured.size() < selection.fewestRows()) {
      fill(next, POPULATION, random);
      return next;
    }
    List<int[]> genomes = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (Measurement measurement : measured.values()) {
      genomes.add(space.genome(measurement.candidate()));
      values.add(goal.values(measurement));
    }
    Surrogates surrogates =
        Surrogates.fit(
            selection,
            features,
            goal.targets(),
            features.rows(genomes),
            values,
            seeds.child("fit", number));
    forecast.begin(number - 1, surrogates);
    for (int[] genome : lastPopulation(surrogates, random)) {
      Candidate candidate = surroundings.standIn().apply(space.candidate(genome));
      if (fresh.take(candidate)) {
        int[] own = space.genome(candidate);
        next.add(own);
        forecast.add(candidate, surrogates.predict(features.rows(List.of(own))).mean(0));
      }
    }
    fill(next, 1, random);
    return next;
  }

  private List<int[]> lastPopulation(Surrogates surrogates, RandomGenerator random) {
    double[] exactly = new double[goal.targets().size()];
    double[] values = new double[exactly.length];
    Nsga2Search.Result result =
        inner.run(
            List.of(),
            PREDICTED_EVALUATIONS,
            (genomes, objectives, violations) -> {
              Surrogates.Prediction prediction =
                  surrogates.predict(features.rows(List.of(genomes)));
              for (int i = 0; i < genomes.length; i++) {
                prediction.write(i, exactly, values);
                System.arraycopy(values, 0, objectives[i], 0, objectives[i].length);
                violations[i] = goal.violation(values);
              }
            },
            random);
    return result.population().stream()
        .map(one -> one.genome().stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private void fill(List<int[]> next, int count, RandomGenerator random) {
    while (next.size() < count && !fresh.isExhausted()) {
      fresh.draw(random).ifPresent(next::add);
    }
  }
}
