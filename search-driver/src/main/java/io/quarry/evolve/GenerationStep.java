package io.quarry.evolve;

import io.jenetics.Alterer;
import io.jenetics.Gene;
import io.jenetics.Genotype;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.TournamentSelector;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The two halves of a generation of NSGA-II, over any gene and variation, with minimised objectives
 * as fitness.
 *
 * <p>Jenetics gives the genotypes, their alteration and the tournament. Its {@code Engine} is not
 * used, for three reasons: it picks survivors and offspring from the old population, which is not
 * the elitism of the paper; it replaces old elites by random individuals; and it calls for fitness
 * where we have to wait for a cluster. Its {@code NSGA2Selector} measures crowding over all fronts
 * at once, where the paper does it in each, knows no constraints, and ranks in O(n²).
 *
 * @param <G> the kind of gene; all genes are in one chromosome
 */
final class GenerationStep<G extends Gene<?, G>> {
  private static final int BINARY = 2;

  private final Alterer<G, Merit> variation;
  private final Selection selection;

  /**
   * A step with the given variation.
   *
   * @param variation turns mates, two by two, into children
   */
  GenerationStep(Alterer<G, Merit> variation, Selection selection) {
    this.variation = variation;
    this.selection = selection;
  }

  /** Those that survive, best first; of equals the earlier ones. */
  List<Phenotype<G, Merit>> survivors(List<Phenotype<G, Merit>> union, int count) {
    return union.isEmpty()
        ? List.of()
        : IntStream.of(standing(union, count).survivors()).mapToObj(union::get).toList();
  }

  /** Children of tournament winners; draws from {@code random} alone. */
  List<Genotype<G>> offspring(
      List<Phenotype<G, Merit>> parents, int count, RandomGenerator random) {
    TournamentSelector<G, Merit> tournament = new TournamentSelector<>(comparison(parents), BINARY);
    int even = count + count % 2;
    return RandomRegistry.with(
        random,
        scoped -> {
          ISeq<Phenotype<G, Merit>> mates =
              tournament.select(ISeq.of(parents), even, Optimize.MAXIMUM);
          return variation.alter(mates, 0).population().stream()
              .limit(count)
              .<Genotype<G>>map(Phenotype::genotype)
              .toList();
        });
  }

  /** Greater is better, as the tournament wants it. */
  private Comparator<Phenotype<G, Merit>> comparison(List<Phenotype<G, Merit>> population) {
    Standing standing = standing(population, population.size());
    IdentityHashMap<Phenotype<G, Merit>, Integer> index = new IdentityHashMap<>();
    for (int i = 0; i < population.size(); i++) {
      index.put(population.get(i), i);
    }
    return (a, b) -> standing.compare(index.get(b), index.get(a));
  }

  private Standing standing(List<Phenotype<G, Merit>> population, int count) {
    double[][] objectives =
        population.stream().map(p -> p.fitness().objectives()).toArray(double[][]::new);
    double[] violations = population.stream().mapToDouble(p -> p.fitness().violation()).toArray();
    return selection.survival(objectives[0].length, count).standing(objectives, violations, count);
  }
}
