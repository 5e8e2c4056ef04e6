package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenetics.DoubleChromosome;
import io.jenetics.DoubleGene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same generation step, real-coded, on ZDT1–3 (Zitzler, Deb and Thiele 2000; 30 variables) and
 * DTLZ2 (Deb, Thiele, Laumanns and Zitzler 2002; 12 variables, 3 objectives), as they are always
 * run: population 100, 25,000 evaluations, SBX 0.9 and polynomial mutation 1/n, indices 20.
 */
class ContinuousProblemsIT {
  private static final int POPULATION = 100;
  private static final int GENERATIONS = 250;
  private static final int SEEDS = 5;

  /**
   * Problem, variables, objectives; the median hypervolume of pymoo 0.6.2's NSGA-II in these
   * settings over 5 seeds with the reference (1, …), by which ours may fall short by 0.5 % (DTLZ2,
   * where runs differ by 2.6 %: 2 %); and that of the whole Pareto front, in closed form, which
   * nothing exceeds.
   */
  static Stream<Arguments> problems() {
    UnaryOperator<double[]> zdt1 = x -> zdt(x, f -> 1 - Math.sqrt(f[0]));
    UnaryOperator<double[]> zdt2 = x -> zdt(x, f -> 1 - f[0] * f[0]);
    UnaryOperator<double[]> zdt3 =
        x -> zdt(x, f -> 1 - Math.sqrt(f[0]) - f[0] * Math.sin(10 * Math.PI * f[1]));
    UnaryOperator<double[]> dtlz2 = ContinuousProblemsIT::dtlz2;
    return Stream.of(
        Arguments.of("ZDT1", 30, zdt1, 0.65967 * 0.995, 2.0 / 3),
        Arguments.of("ZDT2", 30, zdt2, 0.32649 * 0.995, 1.0 / 3),
        Arguments.of("ZDT3", 30, zdt3, 1.04020 * 0.995, 1.0446),
        Arguments.of("DTLZ2", 12, dtlz2, 0.37557 * 0.98, 1 - Math.PI / 6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("problems")
  void reachesTheHypervolumeThatNsga2IsKnownFor(
      String name,
      int variables,
      UnaryOperator<double[]> problem,
      double known,
      double most,
      TestReporter reporter) {
    double[] reached =
        LongStream.range(0, SEEDS)
            .mapToDouble(seed -> volume(run(variables, problem, new Seeds(seed))))
            .sorted()
            .toArray();
    reporter.publishEntry(name, Arrays.toString(reached));
    assertThat(reached[SEEDS / 2]).as("median of %s", name).isGreaterThan(known);
    assertThat(reached[SEEDS - 1]).as("best of %s", name).isLessThan(most);
  }

  private static List<Phenotype<DoubleGene, Vec<double[]>>> run(
      int variables, UnaryOperator<double[]> problem, Seeds seeds) {
    PairCrossover<DoubleGene> crossover = new PairCrossover<>(0.9, RealVariation::simulatedBinary);
    GeneMutation<DoubleGene> mutation =
        new GeneMutation<>(1.0 / variables, RealVariation::polynomial);
    GenerationStep<DoubleGene> step = new GenerationStep<>(crossover.andThen(mutation));
    RandomGenerator random = seeds.generator();
    List<Phenotype<DoubleGene, Vec<double[]>>> parents =
        IntStream.range(0, POPULATION)
            .mapToObj(i -> evaluated(randomGenotype(variables, random), problem))
            .toList();
    for (int generation = 1; generation < GENERATIONS; generation++) {
      List<Phenotype<DoubleGene, Vec<double[]>>> union = new ArrayList<>(parents);
      step.offspring(parents, POPULATION, random).stream()
          .map(child -> evaluated(child, problem))
          .forEach(union::add);
      parents = step.survivors(union, POPULATION);
    }
    return parents;
  }

  private static Genotype<DoubleGene> randomGenotype(int variables, RandomGenerator random) {
    return Genotype.of(
        DoubleChromosome.of(
            IntStream.range(0, variables)
                .mapToObj(i -> DoubleGene.of(random.nextDouble(), 0, 1))
                .toList()));
  }

  private static Phenotype<DoubleGene, Vec<double[]>> evaluated(
      Genotype<DoubleGene> genotype, UnaryOperator<double[]> problem) {
    double[] x = genotype.chromosome().as(DoubleChromosome.class).toArray();
    return Phenotype.of(genotype, 0, Vec.of(problem.apply(x)));
  }

  private static double volume(List<Phenotype<DoubleGene, Vec<double[]>>> population) {
    double[][] values = population.stream().map(p -> p.fitness().data()).toArray(double[][]::new);
    return Hypervolume.of(DoubleStream.generate(() -> 1).limit(values[0].length).toArray())
        .volume(values);
  }

  /** g·h(f1/g, f1) against f1, with the g that ZDT1 to 3 share. */
  private static double[] zdt(double[] x, ToDoubleFunction<double[]> h) {
    double g = 1 + 9 * DoubleStream.of(x).skip(1).sum() / (x.length - 1);
    return new double[] {x[0], g * h.applyAsDouble(new double[] {x[0] / g, x[0]})};
  }

  private static double[] dtlz2(double[] x) {
    double g = DoubleStream.of(x).skip(2).map(v -> (v - 0.5) * (v - 0.5)).sum();
    double a = x[0] * Math.PI / 2;
    double b = x[1] * Math.PI / 2;
    return new double[] {
      (1 + g) * Math.cos(a) * Math.cos(b),
      (1 + g) * Math.cos(a) * Math.sin(b),
      (1 + g) * Math.sin(a)
    };
  }
}
