package io.quarry.benchmarks;

import io.quarry.pareto.Hypervolume;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.moeaframework.core.Solution;
import org.moeaframework.core.population.NondominatedPopulation;
import org.moeaframework.problem.ProblemStub;
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
import org.uma.jmetal.qualityindicator.impl.hypervolume.impl.PISAHypervolume;
import org.uma.jmetal.qualityindicator.impl.hypervolume.impl.WFGHypervolume;

/**
 * The time to compute an exact hypervolume with the reference (1, …): ours, jMetal's two and the
 * MOEA Framework's. The latter gets the non-dominated points alone, for it takes no others.
 *
 * <p>jMetal's WFG gives a wrong value for two objectives, where its time says little. One thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HypervolumeBenchmark {
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
  private double[] reference;
  private NondominatedPopulation moea;

  /** Makes the points. */
  @Setup
  public void make() {
    values = PointSets.of(points, size, objectives);
    reference = new double[objectives];
    Arrays.fill(reference, 1);
    moea = new NondominatedPopulation();
    for (double[] point : values) {
      Solution solution = new Solution(0, objectives);
      solution.setObjectiveValues(point);
      moea.add(solution);
    }
  }

  /** Ours. */
  @Benchmark
  public double quarry() {
    return Hypervolume.of(reference).volume(values);
  }

  /** Of the Walking Fish Group. */
  @Benchmark
  public double jmetalWfg() {
    return new WFGHypervolume(reference).compute(values);
  }

  /** Of Fonseca, Knowles, Thiele and Zitzler. */
  @Benchmark
  public double jmetalPisa() {
    return new PISAHypervolume(reference).compute(values);
  }

  /** Of the Walking Fish Group. */
  @Benchmark
  public double moeaFramework() {
    return new org.moeaframework.core.indicator.WFGHypervolume(
            new ProblemStub(objectives), reference)
        .evaluate(moea);
  }
}
