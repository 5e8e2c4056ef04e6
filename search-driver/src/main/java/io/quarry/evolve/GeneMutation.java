package io.quarry.evolve;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.Chromosome;
import io.jenetics.Gene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.random.RandomGenerator;

/**
 * Mutates every gene with the same probability, independently. Jenetics' own {@code Mutator} draws
 * for individual, chromosome and gene in turn, each with the cube root of the probability, so that
 * few children get most of the mutations.
 *
 * @param <G> the kind of gene
 */
final class GeneMutation<G extends Gene<?, G>> implements Alterer<G, Merit> {
  private final double perGene;
  private final Mutation<G> mutation;

  /** How one gene changes. */
  interface Mutation<G> {
    G mutate(G gene, RandomGenerator random);
  }

  GeneMutation(double perGene, Mutation<G> mutation) {
    this.perGene = perGene;
    this.mutation = mutation;
  }

  @Override
  public AltererResult<G, Merit> alter(Seq<Phenotype<G, Merit>> population, long generation) {
    RandomGenerator random = RandomRegistry.random();
    return new AltererResult<>(
        population.stream()
            .map(individual -> mutate(individual, generation, random))
            .collect(ISeq.toISeq()));
  }

  private Phenotype<G, Merit> mutate(
      Phenotype<G, Merit> individual, long generation, RandomGenerator random) {
    Chromosome<G> chromosome = individual.genotype().chromosome();
    ISeq<G> genes =
        chromosome.stream()
            .map(gene -> random.nextDouble() < perGene ? mutation.mutate(gene, random) : gene)
            .collect(ISeq.toISeq());
    return Phenotype.of(Genotype.of(chromosome.newInstance(genes)), generation);
  }
}
