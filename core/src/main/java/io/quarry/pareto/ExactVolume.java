package io.quarry.pareto;

import java.util.Arrays;

/**
 * The volume that points dominate, by dimension sweeps; {@link Hypervolume} says which. All look at
 * the first values of the points alone, so that a sweep over more objectives can use those over
 * fewer.
 */
final class ExactVolume {
  private static final int STAIRCASE = 3;
  private static final int EXCLUSIVE = 4;

  private ExactVolume() {}

  /**
   * The volume in the first {@code objectives} values.
   *
   * @param points better than the reference in each of those values; left as they are
   * @param objectives at least 1
   */
  static double of(double[][] points, double[] reference, int objectives) {
    if (points.length == 0) {
      return 0;
    }
    switch (objectives) {
      case 1:
        return reference[0] - Arrays.stream(points).mapToDouble(p -> p[0]).min().orElseThrow();
      case 2:
        return area(points, reference);
      case STAIRCASE:
        return volumeOfThree(points, reference);
      case EXCLUSIVE:
        return volumeOfFour(points, reference);
      default:
        return volumeOfMore(points, reference, objectives);
    }
  }

  /**
   * The volume that a point dominates and no other one does: its own box less the part of it that
   * the others dominate, which is the volume of the others, each made as bad as the point.
   *
   * @param others the first {@code count} of them count
   * @param objectives at least 1
   */
  static double exclusive(
      double[] point, double[][] others, int count, double[] reference, int objectives) {
    double box = 1;
    for (int j = 0; j < objectives; j++) {
      box *= reference[j] - point[j];
    }
    double[][] limited = new double[count][];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (covers(others[i], point, objectives)) {
        return 0;
      }
      kept = add(limited, kept, worse(point, others[i], objectives), objectives);
    }
    return Math.max(0, box - of(Arrays.copyOf(limited, kept), reference, objectives));
  }

  private static double area(double[][] points, double[] reference) {
    double area = 0;
    double lowest = reference[1];
    for (int i : order(points, 0)) {
      double[] point = points[i];
      if (point[1] < lowest) {
        area += (reference[0] - point[0]) * (lowest - point[1]);
        lowest = point[1];
      }
    }
    return area;
  }

  private static double volumeOfThree(double[][] points, double[] reference) {
    double[] x = NonDominatedSorting.column(points, 0);
    int[] byX = StableOrder.identity(points.length);
    StableOrder.sort(byX, x);
    int[] columns = new int[points.length];
    double[] abscissas = new double[points.length];
    for (int k = 0; k < byX.length; k++) {
      abscissas[k] = x[byX[k]];
      columns[byX[k]] = k > 0 && abscissas[k] == abscissas[k - 1] ? columns[byX[k - 1]] : k;
    }
    Staircase stairs = new Staircase(abscissas, reference[0], reference[1]);
    double volume = 0;
    for (int i : order(points, 2)) {
      volume += stairs.add(columns[i], points[i][1]) * (reference[2] - points[i][2]);
    }
    return volume;
  }

  private static double volumeOfFour(double[][] points, double[] reference) {
    ExclusiveVolume earlier = new ExclusiveVolume(reference, points.length);
    double volume = 0;
    for (int next : order(points, 3)) {
      volume += earlier.add(points[next]) * (reference[3] - points[next][3]);
    }
    return volume;
  }

  private static double volumeOfMore(double[][] points, double[] reference, int objectives) {
    int last = objectives - 1;
    double[][] earlier = new double[points.length][];
    int count = 0;
    double volume = 0;
    for (int next : order(points, last)) {
      double exclusive = exclusive(points[next], earlier, count, reference, last);
      if (exclusive > 0) {
        volume += exclusive * (reference[last] - points[next][last]);
        count = add(earlier, count, points[next], last);
      }
    }
    return volume;
  }

  /** Adds a point that none covers, drops those that it covers, and returns how many there are. */
  private static int add(double[][] points, int count, double[] added, int objectives) {
    for (int i = 0; i < count; i++) {
      if (covers(points[i], added, objectives)) {
        return count;
      }
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!covers(added, points[i], objectives)) {
        points[kept++] = points[i];
      }
    }
    points[kept] = added;
    return kept + 1;
  }

  /** Whether {@code a} is nowhere worse. */
  private static boolean covers(double[] a, double[] b, int objectives) {
    for (int j = 0; j < objectives; j++) {
      if (a[j] > b[j]) {
        return false;
      }
    }
    return true;
  }

  private static double[] worse(double[] a, double[] b, int objectives) {
    double[] worse = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      worse[j] = Math.max(a[j], b[j]);
    }
    return worse;
  }

  private static int[] order(double[][] points, int objective) {
    int[] order = StableOrder.identity(points.length);
    StableOrder.sort(order, NonDominatedSorting.column(points, objective));
    return order;
  }
}
