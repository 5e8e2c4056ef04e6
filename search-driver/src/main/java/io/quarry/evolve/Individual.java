package io.quarry.evolve;

import java.util.List;

/**
 * A genome and what it scored.
 *
 * @param genome for each gene the number of its choice, from 0
 * @param objectives minimised values, the same number for all individuals of a population
 * @param violation by how much the constraints are violated in all, 0 or more; 0: feasible
 */
public record Individual(List<Integer> genome, List<Double> objectives, double violation) {

  public Individual {
    genome = List.copyOf(genome);
    objectives = List.copyOf(objectives);
    if (!(violation >= 0)) {
      throw new IllegalArgumentException("A violation is " + violation);
    }
  }

  /** An individual that satisfies all constraints. */
  public Individual(List<Integer> genome, List<Double> objectives) {
    this(genome, objectives, 0);
  }
}
