package io.quarry.hyperspace;

import io.quarry.pareto.NonDominatedSorting;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What no other one dominates. */
final class Fronts {
  private Fronts() {}

  /**
   * The non-dominated ones, in their order.
   *
   * @param scores of one of them, as many for all; greater is better
   */
  static <T> List<T> of(List<T> all, Function<T, double[]> scores) {
    double[][] minimised =
        all.stream()
            .map(one -> DoubleStream.of(scores.apply(one)).map(score -> -score).toArray())
            .toArray(double[][]::new);
    int[] ranks = NonDominatedSorting.ranks(minimised, new double[minimised.length]);
    return IntStream.range(0, ranks.length).filter(i -> ranks[i] == 0).mapToObj(all::get).toList();
  }
}
