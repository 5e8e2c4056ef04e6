package io.quarry.evolve;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.Chromosome;
import io.jenetics.Gene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.random.RandomGenerator;

/**
 * Crosses the first with the second, the third with the fourth, and so on. Jenetics' own {@code
 * Recombinator} gives every individual a random partner that may have been crossed already, so that
 * two tournament winners do not make two children.
 *
 * @param <G> the kind of gene
 */
final class PairCrossover<G extends Gene<?, G>> implements Alterer<G, Merit> {
  private final double probability;
  private final Recombination<G> recombination;

  /** How the genes of two mates become those of their children, in place. */
  interface Recombination<G> {
    void recombine(MSeq<G> first, MSeq<G> second, RandomGenerator random);
  }

  PairCrossover(double probability, Recombination<G> recombination) {
    this.probability = probability;
    this.recombination = recombination;
  }

  /** Uniform crossover: every gene changes places with probability ½ (Syswerda 1989). */
  static <G> void exchangeUniformly(MSeq<G> first, MSeq<G> second, RandomGenerator random) {
    for (int i = 0; i < first.length(); i++) {
      if (random.nextBoolean()) {
        first.swap(i, second);
      }
    }
  }

  @Override
  public AltererResult<G, Merit> alter(Seq<Phenotype<G, Merit>> population, long generation) {
    RandomGenerator random = RandomRegistry.random();
    MSeq<Phenotype<G, Merit>> children = MSeq.of(population);
    for (int i = 0; i + 1 < children.length(); i += 2) {
      if (random.nextDouble() < probability) {
        Chromosome<G> first = children.get(i).genotype().chromosome();
        Chromosome<G> second = children.get(i + 1).genotype().chromosome();
        MSeq<G> a = MSeq.of(first);
        MSeq<G> b = MSeq.of(second);
        recombination.recombine(a, b, random);
        children.set(i, Phenotype.of(Genotype.of(first.newInstance(a.toISeq())), generation));
        children.set(i + 1, Phenotype.of(Genotype.of(second.newInstance(b.toISeq())), generation));
      }
    }
    return new AltererResult<>(children.toISeq());
  }
}
