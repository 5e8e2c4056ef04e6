package io.quarry.evolve;

import io.jenetics.Genotype;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002, "A fast and elitist multiobjective genetic
 * algorithm: NSGA-II") over genomes of independent choices: binary tournaments by rank and crowding
 * distance, uniform crossover, uniform reset of single genes, survival of the best of parents and
 * offspring together. With reference points instead of crowding distances it is NSGA-III (Deb and
 * Jain 2014) but for the tournaments, which are by rank.
 *
 * <p>Immutable and thread-safe; all randomness comes from the generator that a call is given.
 */
public final class Nsga2 {
  static {
    JdkGenerators.discover();
  }

  private final List<IntegerGene> genes;
  private final GenerationStep<IntegerGene> step;

  private Nsga2(List<IntegerGene> genes, GenerationStep<IntegerGene> step) {
    this.genes = genes;
    this.step = step;
  }

  /**
   * The algorithm for one kind of genome.
   *
   * @param choices how many choices each gene has, each at least 1
   * @param crossoverProbability that two mates exchange genes, each with probability ½
   * @param mutationPerGene that a gene of a child is drawn anew, independently of the others
   */
  public static Nsga2 of(
      List<Integer> choices, double crossoverProbability, double mutationPerGene) {
    return of(choices, crossoverProbability, mutationPerGene, Selection.CROWDING);
  }

  /**
   * The algorithm with another way to choose survivors.
   *
   * @param choices how many choices each gene has, each at least 1
   * @param crossoverProbability that two mates exchange genes, each with probability ½
   * @param mutationPerGene that a gene of a child is drawn anew, independently of the others
   * @param selection who survives
   */
  public static Nsga2 of(
      List<Integer> choices,
      double crossoverProbability,
      double mutationPerGene,
      Selection selection) {
    List<IntegerGene> genes = choices.stream().map(count -> IntegerGene.of(0, 0, count)).toList();
    PairCrossover<IntegerGene> crossover =
        new PairCrossover<>(crossoverProbability, PairCrossover::exchangeUniformly);
    GeneMutation<IntegerGene> reset =
        new GeneMutation<>(mutationPerGene, (gene, random) -> gene.newInstance());
    return new Nsga2(genes, new GenerationStep<>(crossover.andThen(reset), selection));
  }

  /**
   * The individuals that make the next generation: front by front under constrained dominance, the
   * last one by crowding distance or reference points.
   *
   * @param union parents and offspring; of equals the earlier ones are taken
   * @param count how many may survive
   */
  public List<Individual> survivors(List<Individual> union, int count) {
    IdentityHashMap<Phenotype<IntegerGene, Merit>, Individual> origin = new IdentityHashMap<>();
    List<Phenotype<IntegerGene, Merit>> all = new ArrayList<>();
    for (Individual individual : union) {
      Phenotype<IntegerGene, Merit> phenotype = phenotype(individual);
      origin.put(phenotype, individual);
      all.add(phenotype);
    }
    return step.survivors(all, count).stream().map(origin::get).toList();
  }

  /**
   * The genomes of children. They may equal each other, a parent, or what was tried before.
   *
   * @param parents at least one
   * @param count how many
   */
  public List<int[]> offspring(List<Individual> parents, int count, RandomGenerator random) {
    List<Phenotype<IntegerGene, Merit>> mates = parents.stream().map(this::phenotype).toList();
    return step.offspring(mates, count, random).stream()
        .map(child -> child.chromosome().as(ChoiceChromosome.class).toArray())
        .toList();
  }

  private Phenotype<IntegerGene, Merit> phenotype(Individual individual) {
    List<IntegerGene> values = new ArrayList<>();
    for (int i = 0; i < genes.size(); i++) {
      values.add(genes.get(i).newInstance(individual.genome().get(i)));
    }
    double[] objectives =
        individual.objectives().stream().mapToDouble(Double::doubleValue).toArray();
    return Phenotype.of(
        Genotype.of(new ChoiceChromosome(ISeq.of(values))),
        0,
        Merit.of(objectives, individual.violation()));
  }
}
