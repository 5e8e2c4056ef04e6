package io.quarry.pareto;

import io.quarry.problem.InputException;
import java.util.Arrays;

/**
 * The exact hypervolume of minimised objectives: the volume of the region that at least one point
 * dominates and that dominates the reference point (Zitzler and Thiele 1998).
 *
 * <p>Dimension sweeps. Two objectives: along the first, O(n log n). Three: along the third over the
 * staircase of the first two, every point adding its new area times its depth, O(n log n) (Beume,
 * Fonseca, López-Ibáñez, Paquete and Vahrenhold 2009, "On the complexity of computing the
 * hypervolume indicator"). Four: along the fourth, every point adding its exclusive volume in the
 * first three, which is its own box less the part of it that earlier points dominate (While,
 * Bradstreet and Barone 2012, "A fast way of calculating exact hypervolumes", section III); that
 * part is a sweep for three objectives without sorting again, so O(n² log n). More: the same along
 * the last, with the earlier points limited to the box and cleared of dominated ones, recursively
 * (the WFG algorithm of that paper).
 *
 * <p>The cost of five and more objectives grows exponentially with their number: for 100 points of
 * a spherical front, the worst case, 2 ms of a core with five, 10 ms with six, 0.3 s with eight and
 * 6 s with ten.
 *
 * <p>Immutable and thread-safe.
 */
public final class Hypervolume {
  private final double[] reference;

  private Hypervolume(double[] reference) {
    this.reference = reference;
  }

  /**
   * The hypervolume with respect to a reference point.
   *
   * @param referencePoint one finite minimised value or more, worse than what shall count
   * @throws InputException when there is no value
   * @throws IllegalArgumentException when a value is not finite
   */
  public static Hypervolume of(double[] referencePoint) {
    if (referencePoint.length == 0) {
      throw new InputException(
          "The hypervolume of no objective cannot be computed", "choose one or more objectives.");
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
    return ExactVolume.of(inside(points), reference, reference.length);
  }

  /** The points that count. */
  double[][] inside(double[][] points) {
    return Arrays.stream(points).filter(this::isStrictlyBetter).toArray(double[][]::new);
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

  private static void requireFinite(String what, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s %s has the value %s".formatted(what, Arrays.toString(values), value));
      }
    }
  }
}
