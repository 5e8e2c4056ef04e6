package io.quarry.evolve;

import io.quarry.pareto.CrowdingDistance;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The genomes that no other one seen dominates, under constrained dominance: so all of them have
 * the same violation. When there are too many, the most crowded go. The objectives lie in one
 * array, for every addition looks at all of them. Not thread-safe.
 */
final class ParetoArchive {
  private final int capacity;
  private final int objectives;
  private final int[][] genomes;
  private final double[] values;
  private int count;
  private double violation = Double.POSITIVE_INFINITY;

  /** Holds {@code capacity} genomes in the end, and up to twice as many before. */
  ParetoArchive(int capacity, int objectives) {
    this.capacity = capacity;
    this.objectives = objectives;
    this.genomes = new int[2 * capacity][];
    this.values = new double[2 * capacity * objectives];
  }

  /** Takes in a genome that was not seen before, unless a member dominates it. */
  void add(int[] genome, double[] scores, double excess) {
    if (excess < violation) {
      count = 0;
      violation = excess;
    }
    if (excess > violation || isDominated(scores)) {
      return;
    }
    if (count == genomes.length) {
      thin();
    }
    genomes[count] = genome;
    System.arraycopy(scores, 0, values, count * objectives, objectives);
    count++;
  }

  /** Whether a member dominates; drops those that are dominated instead. */
  private boolean isDominated(double[] scores) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      boolean better = false;
      boolean worse = false;
      for (int j = 0, at = i * objectives; j < objectives; j++, at++) {
        better |= values[at] < scores[j];
        worse |= values[at] > scores[j];
      }
      if (better && !worse) {
        return true; // And nothing was dropped, or the members would not be non-dominated.
      }
      if (better || !worse) {
        move(i, kept++);
      }
    }
    count = kept;
    return false;
  }

  private void move(int from, int to) {
    if (from != to) {
      genomes[to] = genomes[from];
      System.arraycopy(values, from * objectives, values, to * objectives, objectives);
    }
  }

  /** At most as many as fit, in ascending order of the first objective, then of the others. */
  List<Individual> individuals() {
    if (count > capacity) {
      thin();
    }
    double[][] points = points();
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> points[i], Arrays::compare))
        .map(i -> individual(genomes[i], points[i], violation))
        .toList();
  }

  static Individual individual(int[] genome, double[] objectives, double violation) {
    return new Individual(
        IntStream.of(genome).boxed().toList(),
        Arrays.stream(objectives).boxed().toList(),
        violation);
  }

  private void thin() {
    double[] crowding = CrowdingDistance.of(points(), new int[count]);
    int[] kept =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -crowding[i]))
            .limit(capacity)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    for (int i = 0; i < kept.length; i++) {
      move(kept[i], i);
    }
    count = kept.length;
  }

  private double[][] points() {
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(values, i * objectives, (i + 1) * objectives))
        .toArray(double[][]::new);
  }
}
