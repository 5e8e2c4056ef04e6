package io.quarry.evolve;

import java.util.List;

/**
 * A genome and what it scored.
 *
 * @param genome for each gene the number of its choice, from 0
 * @param objectives minimised values, the same number for all individuals of a population
 */
public record Individual(List<Integer> genome, List<Double> objectives) {

  public Individual {
    genome = List.copyOf(genome);
    objectives = List.copyOf(objectives);
  }
}
