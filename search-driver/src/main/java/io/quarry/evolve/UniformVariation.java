package io.quarry.evolve;

import java.util.random.RandomGenerator;

/**
 * Uniform crossover and mutation of every gene with the same probability, in place on plain arrays.
 */
final class UniformVariation {
  private final GenomeSpace space;
  private final double crossoverProbability;
  private final double mutationPerGene;
  private final double stepShare;

  UniformVariation(GenomeSpace space, Nsga2Search.Settings settings) {
    this.space = space;
    this.crossoverProbability = settings.crossoverProbability();
    this.mutationPerGene = settings.mutationPerGene();
    this.stepShare = settings.stepShare();
  }

  /** Makes two children of copies of two mates. */
  void vary(int[] first, int[] second, RandomGenerator random) {
    if (random.nextDouble() < crossoverProbability) {
      exchange(first, second, random);
    }
    mutate(first, random);
    mutate(second, random);
  }

  /** Every gene changes places with probability ½ (Syswerda 1989); a bit of a word for each. */
  private static void exchange(int[] first, int[] second, RandomGenerator random) {
    for (int from = 0; from < first.length; from += Long.SIZE) {
      long bits = random.nextLong();
      int to = Math.min(first.length, from + Long.SIZE);
      for (int i = from; i < to; i++) {
        int difference = (first[i] ^ second[i]) & -(int) (bits & 1);
        first[i] ^= difference;
        second[i] ^= difference;
        bits >>>= 1;
      }
    }
  }

  /** Draws the distances between mutated genes, which are geometric, instead of asking each. */
  private void mutate(int[] genome, RandomGenerator random) {
    if (mutationPerGene <= 0) {
      return;
    }
    double scale = 1 / Math.log1p(-mutationPerGene);
    for (double gene = skip(scale, random); gene < genome.length; gene += 1 + skip(scale, random)) {
      int i = (int) gene;
      genome[i] = mutated(i, genome[i], random);
    }
  }

  /** How many genes stay as they are before the next that does not. */
  private static double skip(double scale, RandomGenerator random) {
    return Math.floor(Math.log(1 - random.nextDouble()) * scale);
  }

  private int mutated(int gene, int value, RandomGenerator random) {
    int choices = space.choices(gene);
    if (space.isOrdinal(gene) && stepShare > 0 && random.nextDouble() < stepShare) {
      int step = value + (random.nextBoolean() ? 1 : -1);
      return step < 0 || step >= choices ? value : step;
    }
    return random.nextInt(choices);
  }
}
