package io.quarry.tactic;

import io.quarry.evolve.Individual;
import io.quarry.evolve.Nsga2;
import io.quarry.evolve.Selection;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * NSGA-II by generations. The first is random; each later one holds children of the survivors.
 *
 * <p>A generation is dealt out in batches of any size. When all of it was asked for, {@link #ask}
 * is empty until all of it was told: parents and children then compete for survival. Candidates
 * that failed neither survive nor have children. What was asked for once is never asked for again:
 * a child that is not new is bred again, and after some rounds replaced by a random candidate.
 *
 * <p>A generation depends on the seed, its number and the outcomes of those before, so the tactic
 * can be taken up from stored outcomes.
 */
public final class Nsga2Tactic implements SearchTactic {
  /** Rounds of breeding for children that are new; few are needed until the space runs out. */
  private static final int BREEDING_ROUNDS = 20;

  private final SearchSpace space;
  private final List<Objective> objectives;
  private final List<Constraint> constraints;
  private final int population;
  private final Seeds seeds;
  private final Nsga2 nsga2;
  private final List<int[]> first;
  private final FreshCandidates fresh;
  private final Pending pending = new Pending();
  private final Dealer dealer;
  private final Map<Candidate, Scores> measured = new HashMap<>();

  private List<Individual> parents = List.of();
  private int number;

  /**
   * NSGA-II over a space, from random candidates.
   *
   * @param objectives what is optimised; every measurement told must have them
   */
  public Nsga2Tactic(
      SearchSpace space, List<Objective> objectives, Nsga2Settings settings, Seeds seeds) {
    this(space, objectives, List.of(), settings, seeds, List.of());
  }

  /**
   * NSGA-II over a space, from known candidates and as many random ones as the population lacks.
   *
   * @param objectives what is optimised, one or more; of four and more survivors are chosen by
   *     reference points (NSGA-III); every measurement told must have them
   * @param constraints what candidates are to keep, over objectives that are measured; survivors
   *     and mates are chosen by constrained dominance (Deb et al. 2002, section VI)
   * @param first of the first generation; each in the space; those that do not fit into the
   *     population are left out
   */
  public Nsga2Tactic(
      SearchSpace space,
      List<Objective> objectives,
      List<Constraint> constraints,
      Nsga2Settings settings,
      Seeds seeds,
      List<Candidate> first) {
    this.first = first.stream().limit(settings.population()).map(space::genome).toList();
    this.space = space;
    this.objectives = List.copyOf(objectives);
    this.constraints = List.copyOf(constraints);
    this.population = settings.population();
    this.seeds = seeds;
    this.fresh = new FreshCandidates(space);
    this.dealer = new Dealer(space, pending);
    this.nsga2 =
        Nsga2.of(
            space.decisions().stream().map(decision -> decision.values().size()).toList(),
            settings.crossoverProbability(),
            settings.mutationPerGene(Math.max(1, space.dimension())),
            Selection.suitedTo(objectives.size()));
  }

  @Override
  public List<Candidate> ask(int free) {
    return dealer.deal(free, this::hasNext);
  }

  /** Whether the generation has another candidate, after a new one was bred where one is due. */
  private boolean hasNext(List<Candidate> asked) {
    if (dealer.isDealtOut() && pending.isEmpty() && asked.isEmpty()) {
      if (!dealer.batch().isEmpty()) {
        closeGeneration(); // Somebody else paid for the last of it.
      }
      dealer.take(nextGeneration(seeds.child("nsga2", number++).generator()));
    }
    return !dealer.isDealtOut();
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    pending.told(outcomes);
    for (Outcome outcome : outcomes) {
      fresh.take(outcome.candidate());
      if (outcome instanceof Measurement measurement) {
        measured.put(measurement.candidate(), measurement.scores());
      }
    }
    closeGeneration();
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    pending.withdrawn(candidates);
    closeGeneration();
  }

  /** When all of a generation came back, lets parents, children and strangers compete. */
  private void closeGeneration() {
    if (dealer.isDealtOut() && pending.isEmpty()) {
      List<int[]> generation = dealer.batch();
      Stream<Individual> children =
          generation.stream().flatMap(genome -> individual(genome).stream());
      Set<Candidate> own = generation.stream().map(space::candidate).collect(Collectors.toSet());
      // Of those that were not asked for, in an order that does not depend on their coming.
      Stream<Individual> strangers =
          measured.keySet().stream()
              .filter(candidate -> !own.contains(candidate))
              .sorted(Comparator.comparing(Candidate::text))
              .flatMap(candidate -> individual(space.genome(candidate)).stream());
      parents =
          nsga2.survivors(
              Stream.of(parents.stream(), children, strangers).flatMap(all -> all).toList(),
              population);
      measured.clear();
      dealer.take(List.of());
    }
  }

  private List<int[]> nextGeneration(RandomGenerator random) {
    List<int[]> next = new ArrayList<>();
    if (number == 1) {
      first.stream().filter(fresh::take).forEach(next::add);
    }
    int rounds = parents.isEmpty() || fresh.isExhausted() ? 0 : BREEDING_ROUNDS;
    for (int round = 0; round < rounds && next.size() < population; round++) {
      nsga2.offspring(parents, population - next.size(), random).stream()
          .filter(fresh::take)
          .forEach(next::add);
    }
    while (next.size() < population) {
      Optional<int[]> genome = fresh.draw(random);
      if (genome.isEmpty()) {
        break;
      }
      next.add(genome.get());
    }
    return next;
  }

  private Optional<Individual> individual(int[] genome) {
    return Optional.ofNullable(measured.get(space.candidate(genome)))
        .map(
            scores ->
                new Individual(
                    Arrays.stream(genome).boxed().toList(),
                    Arrays.stream(scores.canonical(objectives)).boxed().toList(),
                    Constraint.violation(constraints, scores)));
  }
}
