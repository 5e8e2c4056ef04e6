package io.quarry.pareto;

/** A front of two objectives as a staircase. Immutable. */
final class FrontSteps {
  /** Ascending, with y descending. */
  private final double[] x;

  private final double[] y;
  private final double right;
  private final double top;
  private final int count;

  /** The staircase of points that are better than the reference. */
  FrontSteps(double[][] points, double[] reference) {
    x = new double[points.length];
    y = new double[points.length];
    right = reference[0];
    top = reference[1];
    int[] order = StableOrder.identity(points.length);
    StableOrder.sort(order, NonDominatedSorting.column(points, 0));
    int steps = 0;
    for (int i : order) {
      if (steps > 0 && y[steps - 1] <= points[i][1]) {
        continue;
      }
      steps -= steps > 0 && x[steps - 1] == points[i][0] ? 1 : 0;
      x[steps] = points[i][0];
      y[steps] = points[i][1];
      steps++;
    }
    count = steps;
  }

  /** The area under the staircase that a point adds. */
  double improvement(double[] point) {
    int next = upperBound(point[0]);
    double ceiling = next == 0 ? top : y[next - 1];
    double floor = point[1];
    double from = point[0];
    double area = 0;
    while (ceiling > floor) {
      double to = next < count ? x[next] : right;
      area += (to - from) * (ceiling - floor);
      if (next == count) {
        break;
      }
      from = to;
      ceiling = y[next++];
    }
    return area;
  }

  /** How many steps begin at or before a coordinate. */
  private int upperBound(double coordinate) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (x[middle] <= coordinate) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
