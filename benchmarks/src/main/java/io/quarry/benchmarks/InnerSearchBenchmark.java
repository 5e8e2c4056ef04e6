package io.quarry.benchmarks;

import io.quarry.evolve.BatchObjective;
import io.quarry.evolve.Nsga2Search;
import io.quarry.evolve.Selection;
import io.quarry.seed.Seeds;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of a whole search on predictions: 20,000 evaluations, population 50, of a sum over the
 * genes, which costs next to nothing; so this is what the search itself costs. Every third gene is
 * conditional. Single shots: the first ones of the warm-up show a search in a young JVM.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class InnerSearchBenchmark {
  private static final int EVALUATIONS = 20_000;
  private static final int CHOICES = 3;

  /** As many as the smallest and the largest space of the SimQ-NAS authors have. */
  @Param({"45", "150"})
  public int genes;

  /** Two and three by crowding, four by reference points. */
  @Param({"2", "3", "4"})
  public int objectives;

  private Nsga2Search search;
  private BatchObjective sums;
  private long run;

  /** Makes the space and the weights. */
  @Setup
  public void make() {
    Nsga2Search.Settings settings =
        new Nsga2Search.Settings(50, 0.9, 0.02, 0, Selection.suitedTo(objectives), 500);
    search = Nsga2Search.of(space(), objectives, settings);
    RandomGenerator random = new Seeds(1).generator();
    double[][][] weights = new double[objectives][genes][];
    for (double[][] ofObjective : weights) {
      for (int gene = 0; gene < genes; gene++) {
        ofObjective[gene] = random.doubles(CHOICES).toArray();
      }
    }
    sums = (genomes, values, violations) -> sum(weights, genomes, values);
  }

  /** One search. */
  @Benchmark
  public Nsga2Search.Result search() {
    return search.run(List.of(), EVALUATIONS, sums, new Seeds(run++).generator());
  }

  private static void sum(double[][][] weights, int[][] genomes, double[][] values) {
    for (int i = 0; i < genomes.length; i++) {
      for (int j = 0; j < weights.length; j++) {
        double sum = 0;
        for (int gene = 0; gene < genomes[i].length; gene++) {
          sum += weights[j][gene][genomes[i][gene]];
        }
        values[i][j] = sum;
      }
    }
  }

  private SearchSpace space() {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < genes; i++) {
      Decision decision = Decision.ordinal("gene" + i, List.of(1, 2, 3));
      decisions.add(
          i % 3 == 2
              ? decision.when(new Condition("gene" + (i - 1), List.of("2", "3")))
              : decision);
    }
    return SearchSpace.of(decisions);
  }
}
