package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenetics.Alterer;
import io.jenetics.Genotype;
import io.jenetics.IntegerChromosome;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VariationTest {
  private static final int GENES = 100;

  @Test
  void matesExchangeHalfTheirGenesAndKeepThePlaces() {
    List<int[]> children = altered(new PairCrossover<>(1, PairCrossover::exchangeUniformly), 400);
    int exchanged = 0;
    for (int pair = 0; pair < 400; pair += 2) {
      for (int gene = 0; gene < GENES; gene++) {
        int a = children.get(pair)[gene];
        int b = children.get(pair + 1)[gene];
        assertThat(List.of(a, b)).containsExactlyInAnyOrder(pair, pair + 1);
        exchanged += a == pair ? 0 : 1;
      }
    }
    // 20,000 fair coins: standard deviation 71.
    assertThat(exchanged).isBetween(10_000 - 300, 10_000 + 300);
  }

  @Test
  void pairsAreCrossedWithTheGivenProbability() {
    List<int[]> children =
        altered(new PairCrossover<>(0.3, PairCrossover::exchangeUniformly), 2000);
    long crossed =
        IntStream.range(0, 1000)
            .filter(pair -> IntStream.of(children.get(2 * pair)).distinct().count() > 1)
            .count();
    // Binomial, standard deviation 14.5.
    assertThat(crossed).isBetween(240L, 360L);
  }

  /**
   * Independent genes: the number of mutations of a child is binomial, mean 2 and variance 1.96.
   * Jenetics' Mutator at the same rate has variance 8.7.
   */
  @Test
  void genesMutateIndependently() {
    int size = 4000;
    int[] counts =
        altered(new GeneMutation<>(0.02, (gene, random) -> gene.newInstance(9999)), size).stream()
            .mapToInt(child -> (int) IntStream.of(child).filter(value -> value == 9999).count())
            .toArray();
    double mean = IntStream.of(counts).average().orElseThrow();
    double variance = IntStream.of(counts).mapToDouble(n -> (n - mean) * (n - mean)).sum() / size;
    assertThat(mean).isBetween(1.9, 2.1);
    assertThat(variance).isBetween(1.75, 2.2);
  }

  private static List<int[]> altered(Alterer<IntegerGene, Merit> alterer, int size) {
    ISeq<Phenotype<IntegerGene, Merit>> population =
        IntStream.range(0, size).mapToObj(VariationTest::uniform).collect(ISeq.toISeq());
    return RandomRegistry.with(
        new Seeds(17).generator(),
        random ->
            alterer.alter(population, 0).population().stream()
                .map(p -> p.genotype().chromosome().as(IntegerChromosome.class).toArray())
                .toList());
  }

  /** An individual all of whose genes are its number. */
  private static Phenotype<IntegerGene, Merit> uniform(int number) {
    return Phenotype.of(
        Genotype.of(
            IntegerChromosome.of(
                IntStream.range(0, GENES)
                    .mapToObj(i -> IntegerGene.of(number, 0, 10_000))
                    .toList())),
        0);
  }
}
