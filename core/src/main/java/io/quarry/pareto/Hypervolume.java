package io.quarry.pareto;

import io.quarry.problem.InputException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The exact hypervolume of 2 to 4 minimised objectives: the volume of the region that at least one
 * point dominates and that dominates the reference point (Zitzler and Thiele 1998).
 *
 * <p>Dimension sweeps. Two objectives: along the first, O(n log n). Three: along the third over the
 * staircase of the first two, every point adding its new area times its depth, O(n log n) (Beume,
 * Fonseca, López-Ibáñez, Paquete and Vahrenhold 2009, "On the complexity of computing the
 * hypervolume indicator"). Four: along the fourth, every point adding its exclusive volume in the
 * first three, which is its own box less the part of it that earlier points dominate (While,
 * Bradstreet and Barone 2012, "A fast way of calculating exact hypervolumes", section III); that
 * part is a sweep for three objectives without sorting again, so O(n² log n).
 *
 * <p>Immutable and thread-safe.
 */
public final class Hypervolume {
  private static final int FEWEST_OBJECTIVES = 2;
  private static final int MOST_OBJECTIVES = 4;

  private final double[] reference;

  private Hypervolume(double[] reference) {
    this.reference = reference;
  }

  /**
   * The hypervolume with respect to a reference point.
   *
   * @param referencePoint 2 to 4 finite minimised values, worse than what shall count
   * @throws InputException for fewer or more objectives
   * @throws IllegalArgumentException when a value is not finite
   */
  public static Hypervolume of(double[] referencePoint) {
    if (referencePoint.length < FEWEST_OBJECTIVES || referencePoint.length > MOST_OBJECTIVES) {
      throw new InputException(
          "The hypervolume of %d objective(s) cannot be computed".formatted(referencePoint.length),
          "choose 2 to 4 objectives.");
    }
    requireFinite("Reference point", referencePoint);
    return new Hypervolume(referencePoint.clone());
  }

  /**
   * The volume that the points dominate, 0 when there are none. Points that are not better than the
   * reference in every objective count for nothing; dominated and repeated points do not matter.
   *
   * @param points minimised values, each as long as the reference point; left as they are
   * @throws IllegalArgumentException when a point has another length or a value is not finite
   */
  public double volume(double[][] points) {
    double[][] inside =
        Arrays.stream(points).filter(this::isStrictlyBetter).toArray(double[][]::new);
    switch (reference.length) {
      case 2:
        return area(inside);
      case 3:
        return volumeOfThree(inside);
      default:
        return volumeOfFour(inside);
    }
  }

  private boolean isStrictlyBetter(double[] point) {
    if (point.length != reference.length) {
      throw new IllegalArgumentException(
          "Point %s does not have the %d objectives of the reference point"
              .formatted(Arrays.toString(point), reference.length));
    }
    requireFinite("Point", point);
    for (int i = 0; i < point.length; i++) {
      if (point[i] >= reference[i]) {
        return false;
      }
    }
    return true;
  }

  private double area(double[][] points) {
    sort(points, 0);
    double area = 0;
    double lowest = reference[1];
    for (double[] point : points) {
      if (point[1] < lowest) {
        area += (reference[0] - point[0]) * (lowest - point[1]);
        lowest = point[1];
      }
    }
    return area;
  }

  private double volumeOfThree(double[][] points) {
    Staircase stairs = staircase(points);
    int[] column = columns(points, stairs);
    double volume = 0;
    for (int i : order(points, 2)) {
      volume += stairs.add(column[i], points[i][1]) * (reference[2] - points[i][2]);
    }
    return volume;
  }

  private double volumeOfFour(double[][] points) {
    ExclusiveVolume earlier = new ExclusiveVolume(reference, points.length);
    double volume = 0;
    for (int next : order(points, 3)) {
      double exclusive = earlier.add(points[next]);
      volume += exclusive * (reference[3] - points[next][3]);
    }
    return volume;
  }

  private Staircase staircase(double[][] points) {
    double[] abscissas = Arrays.stream(points).mapToDouble(point -> point[0]).sorted().toArray();
    return new Staircase(abscissas, reference[0], reference[1]);
  }

  private static int[] columns(double[][] points, Staircase stairs) {
    return Arrays.stream(points).mapToInt(point -> stairs.column(point[0])).toArray();
  }

  private static int[] order(double[][] points, int objective) {
    Integer[] order = new Integer[points.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> points[i][objective]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static void sort(double[][] points, int objective) {
    Arrays.sort(points, Comparator.comparingDouble(point -> point[objective]));
  }

  private static void requireFinite(String what, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s %s has the value %s".formatted(what, Arrays.toString(values), value));
      }
    }
  }
}
