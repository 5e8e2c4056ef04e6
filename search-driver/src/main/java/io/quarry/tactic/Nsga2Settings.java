package io.quarry.tactic;

import io.quarry.problem.InputException;
import java.io.Serializable;

/**
 * The settings of {@link Nsga2Tactic}.
 *
 * @param population how many survive and how many children each generation has, 2 or more
 * @param crossoverProbability that two mates exchange genes, 0 to 1
 * @param mutationPerGene that a gene is drawn anew, 0 to 1; {@link #AUTO}: one gene a child, and at
 *     least 0.02 a gene
 */
public record Nsga2Settings(int population, double crossoverProbability, double mutationPerGene)
    implements Serializable {
  /** Stands for a mutation probability that follows from the number of genes. */
  public static final double AUTO = Double.NaN;

  private static final int DEFAULT_POPULATION = 50;

  /** As in the experiments of Deb et al. 2002, section V. */
  private static final double DEFAULT_CROSSOVER = 0.9;

  /** The mutation probability of DyNAS-T's searches, there meant for every gene. */
  private static final double LEAST_AUTO_MUTATION = 0.02;

  public Nsga2Settings {
    if (population < 2) {
      throw new InputException(
          "NSGA-II cannot work with a population of %d".formatted(population),
          "give it a population of 50.");
    }
    requireProbability("crossover", crossoverProbability);
    if (!Double.isNaN(mutationPerGene)) {
      requireProbability("mutation", mutationPerGene);
    }
  }

  /** Population 50, crossover 0.9, automatic mutation. */
  public static Nsga2Settings defaults() {
    return new Nsga2Settings(DEFAULT_POPULATION, DEFAULT_CROSSOVER, AUTO);
  }

  /** The mutation probability for genomes of so many genes, of which there is at least one. */
  double mutationPerGene(int genes) {
    return Double.isNaN(mutationPerGene)
        ? Math.max(1.0 / genes, LEAST_AUTO_MUTATION)
        : mutationPerGene;
  }

  private static void requireProbability(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new InputException(
          "NSGA-II's probability of %s is %s".formatted(what, value), "choose one from 0 to 1.");
    }
  }
}
