package io.quarry.pareto;

import java.util.Arrays;

/**
 * The crowding distance (Deb, Pratap, Agarwal and Meyarivan 2002, section III B): over the
 * objectives, the sum of the gaps between a point's two neighbours in its own front, each gap
 * divided by the front's range. The ends of a front are infinitely far from others. An objective in
 * which a whole front is equal counts for nothing there.
 */
public final class CrowdingDistance {
  private CrowdingDistance() {}

  /**
   * The distance of each point within the points of its rank. Of points that are equal in an
   * objective the smaller in the objective before counts as the smaller, in the first objective the
   * earlier one. Costs O(m·n log n).
   *
   * @param points finite minimised values, all of the same length; left as they are
   * @param ranks by point, from 0, as {@link NonDominatedSorting} gives them
   */
  public static double[] of(double[][] points, int[] ranks) {
    double[] distances = new double[points.length];
    int fronts = 0;
    for (int rank : ranks) {
      fronts = Math.max(fronts, rank + 1);
    }
    int[] starts = new int[fronts + 1];
    for (int rank : ranks) {
      starts[rank + 1]++;
    }
    for (int front = 0; front < fronts; front++) {
      starts[front + 1] += starts[front];
    }
    int[] members = new int[points.length];
    int[] next = starts.clone();
    for (int i = 0; i < points.length; i++) {
      members[next[ranks[i]]++] = i;
    }
    double[] values = new double[points.length];
    for (int front = 0; front < fronts; front++) {
      addFront(
          points, Arrays.copyOfRange(members, starts[front], starts[front + 1]), values, distances);
    }
    return distances;
  }

  private static void addFront(
      double[][] points, int[] front, double[] values, double[] distances) {
    int objectives = front.length == 0 ? 0 : points[front[0]].length;
    for (int j = 0; j < objectives; j++) {
      for (int member : front) {
        values[member] = points[member][j];
      }
      StableOrder.sort(front, values);
      int last = front.length - 1;
      double range = values[front[last]] - values[front[0]];
      if (range == 0) {
        continue;
      }
      distances[front[0]] = Double.POSITIVE_INFINITY;
      distances[front[last]] = Double.POSITIVE_INFINITY;
      for (int k = 1; k < last; k++) {
        distances[front[k]] += (values[front[k + 1]] - values[front[k - 1]]) / range;
      }
    }
  }
}
