package io.quarry.benchmarks;

import io.quarry.pareto.NonDominatedSorting;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.moeaframework.core.Solution;
import org.moeaframework.core.population.FastNondominatedSorting;
import org.moeaframework.core.population.Population;
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
import org.uma.jmetal.solution.pointsolution.PointSolution;
import org.uma.jmetal.util.ranking.Ranking;
import org.uma.jmetal.util.ranking.impl.ExperimentalFastNonDominanceRanking;
import org.uma.jmetal.util.ranking.impl.FastNonDominatedSortRanking;
import org.uma.jmetal.util.ranking.impl.MergeNonDominatedSortRanking;
import ru.ifmo.nds.JensenFortinBuzdalov;

/**
 * The time to rank points by non-dominated fronts: ours, jMetal's three rankings and the MOEA
 * Framework's, each as its users call it. The kernel that jMetal's third one calls, with all its
 * memory allocated beforehand, shows how much of that is jMetal's lists and attributes.
 *
 * <p>Those that compare all pairs take seconds for 10,000 points: run them for fewer. One thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SortingBenchmark {
  /** See {@link PointSets}. */
  @Param({"random", "front"})
  public String points;

  /** How many. */
  @Param({"100", "1000", "10000"})
  public int size;

  /** Of so many objectives. */
  @Param({"2", "3", "4", "5"})
  public int objectives;

  private double[][] values;
  private List<PointSolution> jmetal;
  private Population moea;
  private ru.ifmo.nds.NonDominatedSorting kernel;
  private int[] kernelRanks;

  /** Makes the points. */
  @Setup
  public void make() {
    values = PointSets.of(points, size, objectives);
    jmetal = Stream.of(values).map(PointSolution::new).toList();
    moea = new Population();
    for (double[] point : values) {
      Solution solution = new Solution(0, objectives);
      solution.setObjectiveValues(point);
      moea.add(solution);
    }
    kernel =
        JensenFortinBuzdalov.getRedBlackTreeSweepHybridENSImplementation(1)
            .getInstance(size, objectives);
    kernelRanks = new int[size];
  }

  /** Ours. */
  @Benchmark
  public int[] quarry() {
    return NonDominatedSorting.ranks(values);
  }

  /** Of all pairs, as in the paper on NSGA-II. */
  @Benchmark
  public Ranking<PointSolution> jmetalFast() {
    return new FastNonDominatedSortRanking<PointSolution>().compute(jmetal);
  }

  /** Merge non-dominated sorting: sets of bits. */
  @Benchmark
  public Ranking<PointSolution> jmetalMerge() {
    return new MergeNonDominatedSortRanking<PointSolution>().compute(jmetal);
  }

  /** Divide and conquer. */
  @Benchmark
  public Ranking<PointSolution> jmetalExperimental() {
    return new ExperimentalFastNonDominanceRanking<PointSolution>().compute(jmetal);
  }

  /** The kernel of the former alone. */
  @Benchmark
  public int[] kernelOfExperimental() {
    kernel.sort(values, kernelRanks, size);
    return kernelRanks;
  }

  /** Of all pairs. It computes the crowding distances too, for which it has no switch. */
  @Benchmark
  public Population moeaFramework() {
    new FastNondominatedSorting().evaluate(moea);
    return moea;
  }
}
