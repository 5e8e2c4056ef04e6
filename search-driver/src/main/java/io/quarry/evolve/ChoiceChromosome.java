package io.quarry.evolve;

import io.jenetics.Chromosome;
import io.jenetics.IntegerGene;
import io.jenetics.util.ISeq;

/**
 * All genes of a genome, each with a range of its own; Jenetics' {@code IntegerChromosome} wants
 * one range for all, and its crossovers stay within one chromosome.
 *
 * @param genes their values are the numbers of the choices
 */
record ChoiceChromosome(ISeq<IntegerGene> genes) implements Chromosome<IntegerGene> {

  @Override
  public IntegerGene get(int index) {
    return genes.get(index);
  }

  @Override
  public int length() {
    return genes.length();
  }

  @Override
  public ChoiceChromosome newInstance(ISeq<IntegerGene> values) {
    return new ChoiceChromosome(values);
  }

  @Override
  public ChoiceChromosome newInstance() {
    return new ChoiceChromosome(genes.map(IntegerGene::newInstance));
  }

  int[] toArray() {
    return genes.stream().mapToInt(IntegerGene::intValue).toArray();
  }
}
