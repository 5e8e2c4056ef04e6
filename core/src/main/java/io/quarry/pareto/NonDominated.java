package io.quarry.pareto;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The points that no other dominates, of very many: without a rank for the rest, which {@link
 * NonDominatedSorting} finds too, and without a measurement for each, which {@link ParetoFront}
 * takes.
 *
 * <p>The points are passed in lexicographic order, in which no point dominates an earlier one
 * (Kung, Luccio and Preparata 1975, "On finding the maxima of a set of vectors"). With one or two
 * objectives the least last value so far decides; with three the staircase of the last two values,
 * O(n log n); with more each point is compared with the front so far, O(n·f).
 */
public final class NonDominated {
  /** So many comparisons cost less than sorting a point does. */
  private static final int STRONG = 8;

  private NonDominated() {}

  /**
   * Which points no other dominates. Equal points are on the front together or not at all.
   *
   * @param points minimised values without NaN, all of the same length; left as they are
   * @return their numbers, in lexicographic order of their values; equal ones in ascending order
   */
  public static int[] of(double[][] points) {
    int[] order = hopeful(points);
    int objectives = points.length == 0 ? 0 : points[0].length;
    for (int j = objectives - 1; j >= 0; j--) {
      StableOrder.sort(order, NonDominatedSorting.column(points, j));
    }
    Front front = objectives <= 2 ? new Planar() : objectives == 3 ? new Spatial() : new Any();
    int kept = 0;
    int before = -1;
    boolean beforeKept = false;
    for (int number : order) {
      if (before < 0 || !isSame(points[number], points[before])) {
        beforeKept = front.take(points[number]);
      }
      before = number;
      if (beforeKept) {
        order[kept++] = number;
      }
    }
    return Arrays.copyOf(order, kept);
  }

  /**
   * The points that a few strong ones do not dominate: of very many a small part, which sorting
   * then takes less time for than for all.
   */
  private static int[] hopeful(double[][] points) {
    int[] left = new int[points.length];
    int count = 0;
    double[][] strong = new double[Math.min(STRONG, points.length)][];
    Arrays.setAll(strong, i -> points[i]);
    for (int i = 0; i < points.length; i++) {
      if (!isDominated(points[i], strong)) {
        left[count++] = i;
      }
    }
    return Arrays.copyOf(left, count);
  }

  /** A strong point that another one dominates makes room for it. */
  private static boolean isDominated(double[] point, double[][] strong) {
    for (int i = 0; i < strong.length; i++) {
      if (ParetoFront.dominates(strong[i], point)) {
        double[] successful = strong[i];
        strong[i] = strong[0];
        strong[0] = successful;
        return true;
      }
    }
    for (int i = 0; i < strong.length; i++) {
      if (ParetoFront.dominates(point, strong[i])) {
        strong[i] = point;
        return false;
      }
    }
    return false;
  }

  /** By numbers, not by bits: −0 equals 0. */
  private static boolean isSame(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  /** What has been passed so far. */
  private interface Front {
    /** Takes the next point, which differs from all before; false when one of them dominates it. */
    boolean take(double[] point);
  }

  private static final class Planar implements Front {
    private double least = Double.POSITIVE_INFINITY;
    private boolean empty = true;

    @Override
    public boolean take(double[] point) {
      double last = point.length == 0 ? 0 : point[point.length - 1];
      if (!empty && (point.length < 2 || least <= last)) {
        return false;
      }
      empty = false;
      least = last;
      return true;
    }
  }

  private static final class Spatial implements Front {
    /** Second value to the least third one of points whose second is at most that. */
    private final TreeMap<Double, Double> steps = new TreeMap<>();

    @Override
    public boolean take(double[] point) {
      double y = point[1] + 0.0; // −0 becomes 0.
      double z = point[2] + 0.0;
      Map.Entry<Double, Double> below = steps.floorEntry(y);
      if (below != null && below.getValue() <= z) {
        return false;
      }
      Map.Entry<Double, Double> next = steps.ceilingEntry(y);
      while (next != null && next.getValue() >= z) {
        steps.remove(next.getKey());
        next = steps.ceilingEntry(y);
      }
      steps.put(y, z);
      return true;
    }
  }

  private static final class Any implements Front {
    private double[][] front = new double[64][];
    private int size;

    @Override
    public boolean take(double[] point) {
      for (int i = 0; i < size; i++) {
        if (ParetoFront.dominates(front[i], point)) {
          double[] strong = front[i]; // It will dominate others too.
          front[i] = front[i / 2];
          front[i / 2] = strong;
          return false;
        }
      }
      if (size == front.length) {
        front = Arrays.copyOf(front, 2 * size);
      }
      front[size++] = point;
      return true;
    }
  }
}
