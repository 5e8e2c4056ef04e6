package io.quarry.tactic;

import io.quarry.evolve.Nsga2Search;
import io.quarry.evolve.Selection;
import io.quarry.pareto.HypervolumeImprovement;
import io.quarry.predict.Features;
import io.quarry.space.SearchSpace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * The search on predictions: NSGA-II, which starts from what was measured, and remembers whatever
 * it comes across that might improve the measured front.
 */
final class InnerSearch {
  private static final Comparator<Prospect> WORST_FIRST = Comparator.comparingDouble(p -> p.gain);
  private static final double CROSSOVER = 0.9;
  private static final double LEAST_MUTATION = 0.02;

  private final Features features;
  private final Goal goal;
  private final Nsga2Search nsga2;

  /** A genome, and what it promises when predictions are too pessimistic by one spread. */
  private record Prospect(List<Integer> genome, double gain) {}

  InnerSearch(SearchSpace space, Features features, Goal goal, int population) {
    this.features = features;
    this.goal = goal;
    double mutation = Math.max(1.0 / Math.max(1, space.dimension()), LEAST_MUTATION);
    int objectives = goal.objectives().size();
    Nsga2Search.Settings settings =
        new Nsga2Search.Settings(
            population, CROSSOVER, mutation, 0, Selection.suitedTo(objectives), population);
    this.nsga2 = Nsga2Search.of(space, objectives, settings);
  }

  /**
   * The most promising genomes, best first.
   *
   * @param start genomes to begin with
   * @param front minimised objectives of what was measured and keeps the constraints
   * @param evaluations candidates predicted, beside those of the start
   * @param count genomes returned at most
   */
  List<int[]> run(
      List<int[]> start,
      Surrogates surrogates,
      List<double[]> front,
      int evaluations,
      int count,
      RandomGenerator random) {
    Memory memory = new Memory(surrogates, front, count);
    nsga2.run(start, evaluations + start.size(), memory::evaluate, random);
    return memory.best.stream()
        .sorted(WORST_FIRST.reversed())
        .map(prospect -> prospect.genome().stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** Predicts generations and keeps the best prospects. */
  private final class Memory {
    final Surrogates surrogates;
    final HypervolumeImprovement improvement;
    final int count;
    final PriorityQueue<Prospect> best = new PriorityQueue<>(WORST_FIRST);
    final double[] optimism = new double[goal.targets().size()];
    final double[] pessimism = new double[optimism.length];
    final double[] worse = new double[optimism.length];
    final double[] certain = new double[optimism.length];
    final double[] values = new double[optimism.length];

    Memory(Surrogates surrogates, List<double[]> front, int count) {
      this.surrogates = surrogates;
      this.improvement =
          HypervolumeImprovement.of(front.toArray(double[][]::new), goal.referencePoint());
      this.count = count;
      Arrays.fill(optimism, -1);
      Arrays.fill(pessimism, 1);
    }

    void evaluate(int[][] genomes, double[][] objectives, double[] violations) {
      Surrogates.Prediction prediction = surrogates.predict(features.rows(List.of(genomes)));
      for (int i = 0; i < genomes.length; i++) {
        prediction.write(i, certain, values);
        System.arraycopy(values, 0, objectives[i], 0, objectives[i].length);
        violations[i] = goal.violation(values);
        prediction.write(i, pessimism, worse);
        prediction.write(i, optimism, values);
        double violation = goal.leastViolation(values, worse);
        remember(
            genomes[i],
            violation > 0
                ? -violation
                : improvement.of(Arrays.copyOf(values, goal.objectives().size())));
      }
    }

    private void remember(int[] genome, double gain) {
      if (best.size() < count || gain > best.peek().gain) {
        best.add(new Prospect(Arrays.stream(genome).boxed().toList(), gain));
      }
      if (best.size() > count) {
        best.poll();
      }
    }
  }
}
