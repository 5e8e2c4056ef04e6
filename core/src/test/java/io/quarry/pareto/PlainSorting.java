package io.quarry.pareto;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/** Ranks by taking off one front after the other, and points to compare on. */
final class PlainSorting {
  private PlainSorting() {}

  static int[] ranks(double[][] points) {
    return ranks(points.length, (a, b) -> ParetoFront.dominates(points[a], points[b]));
  }

  static int[] ranks(int count, BiPredicate<Integer, Integer> dominates) {
    int[] ranks = new int[count];
    Arrays.fill(ranks, -1);
    int ranked = 0;
    for (int rank = 0; ranked < count; rank++) {
      boolean[] inFront = new boolean[count];
      for (int i = 0; i < count; i++) {
        inFront[i] = ranks[i] < 0;
        for (int j = 0; j < count && inFront[i]; j++) {
          inFront[i] = ranks[j] >= 0 || !dominates.test(j, i);
        }
      }
      for (int i = 0; i < count; i++) {
        if (inFront[i]) {
          ranks[i] = rank;
          ranked++;
        }
      }
    }
    return ranks;
  }

  /** Whole numbers below {@code levels}: the fewer, the more ties and repeated points. */
  static double[][] points(long seed, int count, int objectives, int levels) {
    RandomGenerator random = new SplittableRandom(seed);
    double[][] points = new double[count][objectives];
    for (double[] point : points) {
      Arrays.setAll(point, j -> random.nextInt(levels));
    }
    return points;
  }
}
