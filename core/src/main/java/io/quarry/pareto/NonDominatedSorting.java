package io.quarry.pareto;

import java.util.Arrays;

/**
 * Ranks by non-dominated fronts (Deb, Pratap, Agarwal and Meyarivan 2002, section III A): rank 0
 * has what no point dominates, rank 1 what only points of rank 0 dominate, and so on. Equal points
 * have equal ranks.
 *
 * <p>One objective: the places among the distinct values, O(n log n). Two: in lexicographic order
 * the last point of a front is the only one that may dominate, and the first front whose last point
 * does not is found by bisection, O(n log n) (Jensen 2003, "Reducing the run-time complexity of
 * multiobjective EAs", section III). Three and more: the points that dominate one are the
 * intersection of those that come before it in each objective's order (Zhang, Tian, Cheng and Jin
 * 2015, "An efficient approach to nondominated sorting", for the bisection over fronts; Moreno,
 * Rodriguez, Nebro and Lozano 2021, "Merge nondominated sorting", for the sets of bits), O(m·n²/64)
 * word operations and m·n²/4096 words of memory, beside the sets of the fronts.
 */
public final class NonDominatedSorting {
  private NonDominatedSorting() {}

  /**
   * The rank of each point, from 0.
   *
   * @param points minimised values, any number of objectives but the same for all; infinite values
   *     are compared like others; left as they are
   * @throws IllegalArgumentException when the lengths differ or a value is NaN
   */
  public static int[] ranks(double[][] points) {
    requireComparable(points);
    if (points.length == 0) {
      return new int[0];
    }
    return rank(points);
  }

  /**
   * The rank of each point under constrained dominance: a feasible point dominates every infeasible
   * one, of two infeasible ones that of the smaller violation dominates, and points of equal
   * violation compare by their objectives (Deb et al. 2002, definition 1, which leaves the last
   * open for infeasible ones).
   *
   * @param points as for {@link #ranks(double[][])}
   * @param violations by how much each point violates the constraints in all; 0: feasible
   * @throws IllegalArgumentException when the lengths differ, a value is NaN or a violation
   *     negative
   */
  public static int[] ranks(double[][] points, double[] violations) {
    requireComparable(points);
    requireViolations(points.length, violations);
    if (areEqual(violations)) {
      return points.length == 0 ? new int[0] : rank(points);
    }
    int[] ranks = new int[points.length];
    int[] order = StableOrder.identity(points.length);
    StableOrder.sort(order, violations);
    int offset = 0;
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && violations[order[to]] == violations[order[from]]) {
        to++;
      }
      offset = rankGroup(points, order, from, to, offset, ranks);
    }
    return ranks;
  }

  private static boolean areEqual(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /** Ranks points of equal violation and returns the first rank that is still free. */
  private static int rankGroup(
      double[][] points, int[] order, int from, int to, int offset, int[] ranks) {
    double[][] group = new double[to - from][];
    for (int i = from; i < to; i++) {
      group[i - from] = points[order[i]];
    }
    int[] within = rank(group);
    int next = offset;
    for (int i = from; i < to; i++) {
      ranks[order[i]] = offset + within[i - from];
      next = Math.max(next, ranks[order[i]] + 1);
    }
    return next;
  }

  private static int[] rank(double[][] points) {
    int objectives = points[0].length;
    switch (objectives) {
      case 0:
        return new int[points.length];
      case 1:
        return rankNumbers(points);
      case 2:
        return rankInThePlane(points);
      default:
        return DominatorSets.rank(points);
    }
  }

  private static int[] rankNumbers(double[][] points) {
    double[] values = column(points, 0);
    int[] order = StableOrder.identity(points.length);
    StableOrder.sort(order, values);
    int[] ranks = new int[points.length];
    for (int i = 1; i < order.length; i++) {
      boolean greater = values[order[i]] > values[order[i - 1]];
      ranks[order[i]] = ranks[order[i - 1]] + (greater ? 1 : 0);
    }
    return ranks;
  }

  private static int[] rankInThePlane(double[][] points) {
    double[] x = column(points, 0);
    double[] y = column(points, 1);
    int[] order = StableOrder.identity(points.length);
    StableOrder.sort(order, x);
    sortTies(order, x, y);
    int[] ranks = new int[points.length];
    double[] lowest = new double[points.length];
    int fronts = 0;
    for (int i = 0; i < order.length; i++) {
      int p = order[i];
      if (i > 0 && x[p] == x[order[i - 1]] && y[p] == y[order[i - 1]]) {
        ranks[p] = ranks[order[i - 1]];
        continue;
      }
      int low = 0;
      int high = fronts;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (lowest[middle] <= y[p]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      ranks[p] = low;
      lowest[low] = y[p];
      fronts = Math.max(fronts, low + 1);
    }
    return ranks;
  }

  /** Sorts by a second value where the first ones, by which the order is sorted, are equal. */
  private static void sortTies(int[] order, double[] first, double[] second) {
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && first[order[to]] == first[order[from]]) {
        to++;
      }
      if (to - from > 1) {
        StableOrder.sort(order, second, from, to);
      }
    }
  }

  /** One objective of all points. */
  static double[] column(double[][] points, int objective) {
    double[] column = new double[points.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = points[i][objective];
    }
    return column;
  }

  private static void requireComparable(double[][] points) {
    for (double[] point : points) {
      if (point.length != points[0].length) {
        throw new IllegalArgumentException(
            "Point %s does not have the %d objectives of the first"
                .formatted(Arrays.toString(point), points[0].length));
      }
      for (double value : point) {
        if (Double.isNaN(value)) {
          throw new IllegalArgumentException(
              "Point %s has the value NaN".formatted(Arrays.toString(point)));
        }
      }
    }
  }

  private static void requireViolations(int points, double[] violations) {
    if (violations.length != points) {
      throw new IllegalArgumentException(
          "%d points do not go with %d violations".formatted(points, violations.length));
    }
    for (double violation : violations) {
      if (!(violation >= 0)) {
        throw new IllegalArgumentException("A violation is " + violation);
      }
    }
  }
}
