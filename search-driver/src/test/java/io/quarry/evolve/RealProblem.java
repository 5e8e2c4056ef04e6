package io.quarry.evolve;

import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A real-coded problem over the unit cube for the generation step, with SBX 0.9 and polynomial
 * mutation 1/n.
 *
 * @param merit the objectives and the violation of a point
 */
record RealProblem(int variables, Function<double[], Merit> merit) {

  /** What survives in the end. */
  List<Merit> run(Selection selection, int population, int generations, Seeds seeds) {
    GenerationStep<DoubleGene> step =
        new GenerationStep<>(
            new PairCrossover<DoubleGene>(0.9, RealVariation::simulatedBinary)
                .andThen(new GeneMutation<>(1.0 / variables, RealVariation::polynomial)),
            selection);
    RandomGenerator random = seeds.generator();
    List<Phenotype<DoubleGene, Merit>> parents =
        IntStream.range(0, population).mapToObj(i -> evaluated(draw(random))).toList();
    for (int generation = 1; generation < generations; generation++) {
      List<Phenotype<DoubleGene, Merit>> union = new ArrayList<>(parents);
      step.offspring(parents, population, random).stream().map(this::evaluated).forEach(union::add);
      parents = step.survivors(union, population);
    }
    return parents.stream().map(Phenotype::fitness).toList();
  }

  private Genotype<DoubleGene> draw(RandomGenerator random) {
    return Genotype.of(
        DoubleChromosome.of(
            IntStream.range(0, variables)
                .mapToObj(i -> DoubleGene.of(random.nextDouble(), 0, 1))
                .toList()));
  }

  private Phenotype<DoubleGene, Merit> evaluated(Genotype<DoubleGene> genotype) {
    double[] x = genotype.chromosome().as(DoubleChromosome.class).toArray();
    return Phenotype.of(genotype, 0, merit.apply(x));
  }
}
