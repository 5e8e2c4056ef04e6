package io.quarry.evolve;

import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A whole run of NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002) on an objective that is computed
 * here and now, such as a prediction: tens of thousands of evaluations in a fraction of a second.
 *
 * <p>Binary tournaments, uniform crossover, mutation per gene and elitist survival are those of
 * {@link Nsga2}, on plain arrays: 400 generations of 50 children with 150 genes on Jenetics'
 * genotypes, which have an object for each gene, take seven times as long. No candidate is
 * evaluated twice in a run: a child that is not new is bred again and, after some rounds, replaced
 * by a random genome.
 *
 * <p>Immutable and thread-safe; a run depends on its arguments alone.
 */
public final class Nsga2Search {
  /** Rounds of breeding, and of drawing, for genomes that are new. */
  private static final int ROUNDS = 20;

  private final GenomeSpace space;
  private final int objectives;
  private final Settings settings;
  private final UniformVariation variation;
  private final Survival survival;

  /**
   * How to search.
   *
   * @param population how many survive and how many children each generation has, 2 or more
   * @param crossoverProbability that two mates exchange genes, each with probability ½
   * @param mutationPerGene that a gene changes, independently of the others
   * @param stepShare how many of the changes of ordinal genes are steps to a neighbouring value, 0
   *     to 1; the others, and all of categorical genes, are drawn anew from all values
   * @param selection who survives
   * @param archive how many non-dominated genomes are returned at most
   */
  public record Settings(
      int population,
      double crossoverProbability,
      double mutationPerGene,
      double stepShare,
      Selection selection,
      int archive) {

    public Settings {
      if (population < 2 || archive < 1) {
        throw new IllegalArgumentException(
            "Population %d, archive %d".formatted(population, archive));
      }
      requireShare("crossover probability", crossoverProbability);
      requireShare("mutation probability", mutationPerGene);
      requireShare("share of steps", stepShare);
    }

    private static void requireShare(String what, double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("The %s is %s".formatted(what, value));
      }
    }
  }

  /**
   * What a run found.
   *
   * @param population the last generation's survivors, best first
   * @param archive all genomes found that no other one dominates, up to the capacity, in ascending
   *     order of the objectives; feasible ones, or the least violating when there are none
   * @param evaluations how many genomes were evaluated
   */
  public record Result(List<Individual> population, List<Individual> archive, int evaluations) {
    public Result {
      population = List.copyOf(population);
      archive = List.copyOf(archive);
    }
  }

  private Nsga2Search(GenomeSpace space, int objectives, Settings settings) {
    this.space = space;
    this.objectives = objectives;
    this.settings = settings;
    this.variation = new UniformVariation(space, settings);
    this.survival = settings.selection().survival(objectives, settings.population());
  }

  /**
   * The search of a space.
   *
   * @param objectives how many, at least 1
   */
  public static Nsga2Search of(SearchSpace space, int objectives, Settings settings) {
    return new Nsga2Search(GenomeSpace.of(space), objectives, settings);
  }

  /**
   * Searches.
   *
   * @param start genomes to begin with, such as those of the measured front; repeated candidates
   *     count once; random ones make up for what the population lacks, and more than the population
   *     compete for survival; inactive genes are drawn anew
   * @param evaluations how many genomes are evaluated at most; fewer only when no others are found
   * @throws IllegalArgumentException when a start genome is not of the space, or an objective NaN
   */
  public Result run(
      List<int[]> start, int evaluations, BatchObjective objective, RandomGenerator random) {
    Run run = new Run(objective, random);
    List<int[]> batch = run.firstBatch(start, evaluations);
    while (!batch.isEmpty()) {
      run.compete(batch);
      batch = run.children(Math.min(settings.population(), evaluations - run.spent));
    }
    return run.result();
  }

  /** The state of one run. */
  private final class Run {
    private final BatchObjective objective;
    private final RandomGenerator random;
    private final Set<Long> seen = new HashSet<>();
    private final boolean[] active = new boolean[space.genes()];
    private final ParetoArchive archive = new ParetoArchive(settings.archive(), objectives);

    private int spent;
    private int[][] genomes = new int[0][];
    private double[][] values = new double[0][];
    private double[] violations = new double[0];

    /** Of the union of which the population survived, whose numbers its survivors keep. */
    private Standing standing = new Standing(new int[0], new double[0], new int[0]);

    Run(BatchObjective objective, RandomGenerator random) {
      this.objective = objective;
      this.random = random;
    }

    List<int[]> firstBatch(List<int[]> start, int evaluations) {
      List<int[]> batch = new ArrayList<>();
      for (int[] genome : start) {
        if (batch.size() < evaluations && isNew(space.requireGenome(genome))) {
          batch.add(space.withInactiveDrawn(genome, random));
        }
      }
      fill(batch, Math.min(settings.population(), evaluations));
      return batch;
    }

    /** Evaluates a batch and lets the best of it and the population survive. */
    void compete(List<int[]> batch) {
      int[][] newcomers = batch.toArray(int[][]::new);
      double[][] scores = new double[newcomers.length][objectives];
      double[] excess = new double[newcomers.length];
      objective.evaluate(newcomers, scores, excess);
      spent += newcomers.length;
      int parents = genomes.length;
      int[][] all = Arrays.copyOf(genomes, parents + newcomers.length);
      double[][] allValues = Arrays.copyOf(values, all.length);
      double[] allViolations = Arrays.copyOf(violations, all.length);
      System.arraycopy(newcomers, 0, all, parents, newcomers.length);
      System.arraycopy(scores, 0, allValues, parents, newcomers.length);
      System.arraycopy(excess, 0, allViolations, parents, newcomers.length);
      Standing union = survival.standing(allValues, allViolations, settings.population());
      for (int i = parents; i < all.length; i++) {
        if (union.rank(i) == 0) {
          archive.add(all[i], allValues[i], allViolations[i]);
        }
      }
      int[] survivors = union.survivors();
      genomes = IntStream.of(survivors).mapToObj(i -> all[i]).toArray(int[][]::new);
      values = IntStream.of(survivors).mapToObj(i -> allValues[i]).toArray(double[][]::new);
      violations = IntStream.of(survivors).mapToDouble(i -> allViolations[i]).toArray();
      standing = union.of(survivors);
    }

    /** New genomes, most of them bred; fewer than asked for when no more are found. */
    List<int[]> children(int count) {
      List<int[]> children = new ArrayList<>();
      for (int round = 0; round < ROUNDS && children.size() < count; round++) {
        for (int pairs = (count - children.size() + 1) / 2; pairs > 0; pairs--) {
          int[] first = genomes[tournament()].clone();
          int[] second = genomes[tournament()].clone();
          variation.vary(first, second, random);
          addNew(first, children, count);
          addNew(second, children, count);
        }
      }
      fill(children, count);
      return children;
    }

    private int tournament() {
      int a = random.nextInt(genomes.length);
      int b = random.nextInt(genomes.length);
      return standing.compare(a, b) <= 0 ? a : b;
    }

    private void fill(List<int[]> batch, int count) {
      for (int tries = ROUNDS * (count - batch.size());
          tries > 0 && batch.size() < count;
          tries--) {
        addNew(space.draw(random), batch, count);
      }
    }

    private void addNew(int[] genome, List<int[]> batch, int count) {
      if (batch.size() < count && isNew(genome)) {
        batch.add(genome);
      }
    }

    private boolean isNew(int[] genome) {
      return seen.add(space.hash(genome, active));
    }

    Result result() {
      List<Individual> population =
          IntStream.range(0, genomes.length)
              .mapToObj(i -> ParetoArchive.individual(genomes[i], values[i], violations[i]))
              .toList();
      return new Result(population, archive.individuals(), spent);
    }
  }
}
