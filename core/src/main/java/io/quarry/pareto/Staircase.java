package io.quarry.pareto;

import java.util.Arrays;

/**
 * The lower-left boundary of points in the plane, grown point by point. The x coordinates that may
 * come are known beforehand, so a step is a rank among them. Not thread-safe.
 */
final class Staircase {
  private final double[] x;
  private final double[] y;
  private final double right;
  private final double top;
  private final RankSet steps;

  /**
   * An empty staircase under the corner (right, top).
   *
   * @param x ascending, all below {@code right}; taken over
   */
  Staircase(double[] x, double right, double top) {
    this.x = x;
    this.y = new double[x.length];
    this.right = right;
    this.top = top;
    this.steps = new RankSet(x.length);
  }

  /** The rank of a coordinate among those that may come. */
  int column(double coordinate) {
    return Arrays.binarySearch(x, coordinate);
  }

  /**
   * Adds the point (x of the column, height) and returns the area that it newly dominates. Costs
   * O(log n), amortized over the steps that it hides.
   */
  double add(int column, double height) {
    int left = steps.floor(column);
    double ceiling = left < 0 ? top : y[left];
    if (ceiling <= height) {
      return 0;
    }
    double area = 0;
    double from = x[column];
    int next = steps.ceiling(column);
    while (next >= 0 && y[next] >= height) {
      area += (x[next] - from) * (ceiling - height);
      from = x[next];
      ceiling = y[next];
      steps.remove(next);
      next = steps.ceiling(next);
    }
    area += ((next < 0 ? right : x[next]) - from) * (ceiling - height);
    y[column] = height;
    steps.add(column);
    return area;
  }
}
