package io.quarry.evolve;

import io.jenetics.DoubleGene;
import io.jenetics.util.MSeq;
import java.util.random.RandomGenerator;

/** The variation of the paper for real-coded genes, with the bounds of its authors' program. */
final class RealVariation {
  private static final double INDEX = 20;
  private static final double SAME = 1e-14;

  private RealVariation() {}

  /** Simulated binary crossover (Deb and Agrawal 1995), every gene with probability ½. */
  static void simulatedBinary(
      MSeq<DoubleGene> first, MSeq<DoubleGene> second, RandomGenerator random) {
    for (int i = 0; i < first.length(); i++) {
      DoubleGene gene = first.get(i);
      double low = Math.min(gene.allele(), second.get(i).allele());
      double high = Math.max(gene.allele(), second.get(i).allele());
      if (random.nextBoolean() && high - low > SAME) {
        double u = random.nextDouble();
        double c1 =
            0.5 * (low + high - spread(u, (low - gene.min()) / (high - low)) * (high - low));
        double c2 =
            0.5 * (low + high + spread(u, (gene.max() - high) / (high - low)) * (high - low));
        boolean turned = random.nextBoolean();
        first.set(i, within(gene, turned ? c2 : c1));
        second.set(i, within(gene, turned ? c1 : c2));
      }
    }
  }

  /** Polynomial mutation (Deb and Goyal 1996). */
  static DoubleGene polynomial(DoubleGene gene, RandomGenerator random) {
    double width = gene.max() - gene.min();
    double u = random.nextDouble();
    double below = Math.pow(1 - (gene.allele() - gene.min()) / width, INDEX + 1);
    double above = Math.pow(1 - (gene.max() - gene.allele()) / width, INDEX + 1);
    double step =
        u <= 0.5
            ? Math.pow(2 * u + (1 - 2 * u) * below, 1 / (INDEX + 1)) - 1
            : 1 - Math.pow(2 * (1 - u) + (2 * u - 1) * above, 1 / (INDEX + 1));
    return within(gene, gene.allele() + step * width);
  }

  private static double spread(double u, double room) {
    double alpha = 2 - Math.pow(1 + 2 * room, -(INDEX + 1));
    return u <= 1 / alpha
        ? Math.pow(u * alpha, 1 / (INDEX + 1))
        : Math.pow(1 / (2 - u * alpha), 1 / (INDEX + 1));
  }

  private static DoubleGene within(DoubleGene gene, double value) {
    return gene.newInstance(Math.min(gene.max(), Math.max(gene.min(), value)));
  }
}
