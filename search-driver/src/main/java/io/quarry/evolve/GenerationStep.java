package io.quarry.evolve;

import io.jenetics.Alterer;
import io.jenetics.Gene;
import io.jenetics.Genotype;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.TournamentSelector;
import io.jenetics.ext.moea.Pareto;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The two halves of a generation of NSGA-II, over any gene and variation, with minimised objectives
 * as fitness.
 *
 * <p>Jenetics gives the genotypes, the tournament, the non-dominated ranks and the crowding
 * distance. Its {@code Engine} is not used, for three reasons: it picks survivors and offspring
 * from the old population, which is not the elitism of the paper; it replaces old elites by random
 * individuals; and it calls for fitness where we have to wait for a cluster. Its {@code
 * NSGA2Selector} measures crowding over all fronts at once, where the paper does it in each.
 *
 * @param <G> the kind of gene; all genes are in one chromosome
 */
final class GenerationStep<G extends Gene<?, G>> {
  private static final int BINARY = 2;

  private final Alterer<G, Vec<double[]>> variation;

  /**
   * A step with the given variation.
   *
   * @param variation turns mates, two by two, into children
   */
  GenerationStep(Alterer<G, Vec<double[]>> variation) {
    this.variation = variation;
  }

  /** The best {@code count} by the crowded comparison, in its order; of equals the earlier ones. */
  List<Phenotype<G, Vec<double[]>>> survivors(List<Phenotype<G, Vec<double[]>>> union, int count) {
    return union.stream().sorted(crowdedComparison(union).reversed()).limit(count).toList();
  }

  /** Children of tournament winners; draws from {@code random} alone. */
  List<Genotype<G>> offspring(
      List<Phenotype<G, Vec<double[]>>> parents, int count, RandomGenerator random) {
    TournamentSelector<G, Vec<double[]>> tournament =
        new TournamentSelector<>(crowdedComparison(parents), BINARY);
    int even = count + count % 2;
    return RandomRegistry.with(
        random,
        scoped -> {
          ISeq<Phenotype<G, Vec<double[]>>> mates =
              tournament.select(ISeq.of(parents), even, Optimize.MAXIMUM);
          return variation.alter(mates, 0).population().stream()
              .limit(count)
              .<Genotype<G>>map(Phenotype::genotype)
              .toList();
        });
  }

  /** Greater is better: the lower rank and, within a rank, the greater crowding distance. */
  private Comparator<Phenotype<G, Vec<double[]>>> crowdedComparison(
      List<Phenotype<G, Vec<double[]>>> population) {
    ISeq<Vec<double[]>> values = population.stream().map(Phenotype::fitness).collect(ISeq.toISeq());
    int[] ranks = Pareto.rank(values, (a, b) -> b.dominance(a));
    double[] crowding = crowding(values, ranks);
    IdentityHashMap<Phenotype<G, Vec<double[]>>, Integer> index = new IdentityHashMap<>();
    for (int i = 0; i < ranks.length; i++) {
      index.put(population.get(i), i);
    }
    Comparator<Integer> byRank = Comparator.comparingInt((Integer i) -> ranks[i]).reversed();
    return Comparator.comparing(index::get, byRank.thenComparingDouble(i -> crowding[i]));
  }

  /** The crowding distance of each point within its own front. */
  private static double[] crowding(ISeq<Vec<double[]>> values, int[] ranks) {
    double[] crowding = new double[ranks.length];
    int fronts = IntStream.of(ranks).max().orElse(-1) + 1;
    List<List<Integer>> members = new ArrayList<>();
    IntStream.range(0, fronts).forEach(front -> members.add(new ArrayList<>()));
    for (int i = 0; i < ranks.length; i++) {
      members.get(ranks[i]).add(i);
    }
    for (List<Integer> front : members) {
      double[] distances =
          Pareto.crowdingDistance(front.stream().map(values::get).collect(ISeq.toISeq()));
      for (int k = 0; k < distances.length; k++) {
        crowding[front.get(k)] = distances[k];
      }
    }
    return crowding;
  }
}
