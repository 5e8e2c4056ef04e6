package io.quarry.evolve;

import io.quarry.pareto.CrowdingDistance;
import io.quarry.pareto.NonDominatedSorting;
import java.util.stream.IntStream;

/**
 * How the individuals of a population compare: by rank under constrained dominance and, within a
 * rank, by crowding distance; and which of them survive.
 */
final class Standing {
  private final int[] ranks;
  private final double[] crowding;
  private final int[] survivors;

  /**
   * A standing.
   *
   * @param crowding greater is better within a rank; taken over like the other arrays
   * @param survivors numbers of individuals, best first
   */
  Standing(int[] ranks, double[] crowding, int[] survivors) {
    this.ranks = ranks;
    this.crowding = crowding;
    this.survivors = survivors;
  }

  /** The crowded comparison of NSGA-II; of equals the earlier ones survive. */
  static Standing byCrowding(double[][] objectives, double[] violations, int count) {
    int[] ranks = NonDominatedSorting.ranks(objectives, violations);
    double[] crowding = CrowdingDistance.of(objectives, ranks);
    int[] survivors =
        IntStream.range(0, ranks.length)
            .boxed()
            .sorted((a, b) -> compare(ranks, crowding, a, b))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    return new Standing(ranks, crowding, survivors);
  }

  /** The numbers of those that survive, best first. */
  int[] survivors() {
    return survivors;
  }

  /** The same of some individuals, numbered anew in the given order; all survive. */
  Standing of(int[] individuals) {
    int[] ranksOf = IntStream.of(individuals).map(i -> ranks[i]).toArray();
    double[] crowdingOf = IntStream.of(individuals).mapToDouble(i -> crowding[i]).toArray();
    return new Standing(ranksOf, crowdingOf, IntStream.range(0, individuals.length).toArray());
  }

  int rank(int individual) {
    return ranks[individual];
  }

  double crowding(int individual) {
    return crowding[individual];
  }

  /** Negative when {@code a} is better, 0 when they are equals. */
  int compare(int a, int b) {
    return compare(ranks, crowding, a, b);
  }

  private static int compare(int[] ranks, double[] crowding, int a, int b) {
    return ranks[a] != ranks[b]
        ? Integer.compare(ranks[a], ranks[b])
        : Double.compare(crowding[b], crowding[a]);
  }
}
