package io.quarry.pareto;

/**
 * By how much single points would enlarge the hypervolume of a fixed front: the volume that a point
 * dominates and nothing of the front does. Made once for many points.
 *
 * <p>A point costs O(log n + k) with two objectives, k the steps of the front that it dominates;
 * O(n log n) with three; with more what {@link Hypervolume} costs for the part of the front in the
 * point's box.
 *
 * <p>Not thread-safe.
 */
public final class HypervolumeImprovement {
  private static final int SPACE = 3;

  private final Contribution contribution;
  private final double[] reference;

  /** The exclusive volume of a point that is better than the reference. */
  @FunctionalInterface
  private interface Contribution {
    double of(double[] point);
  }

  private HypervolumeImprovement(Contribution contribution, double[] reference) {
    this.contribution = contribution;
    this.reference = reference;
  }

  /**
   * The improvement of a front.
   *
   * @param front minimised values, which may be dominated, repeated, or no better than the
   *     reference; copied
   * @param referencePoint as for {@link Hypervolume#of}
   * @throws io.quarry.problem.InputException when the reference has no value
   * @throws IllegalArgumentException when a point has another length or a value is not finite
   */
  public static HypervolumeImprovement of(double[][] front, double[] referencePoint) {
    double[][] inside = Hypervolume.of(referencePoint).inside(front);
    double[] reference = referencePoint.clone();
    switch (reference.length) {
      case 2:
        return new HypervolumeImprovement(
            new FrontSteps(inside, reference)::improvement, reference);
      case SPACE:
        ExclusiveVolume volume = new ExclusiveVolume(reference, inside.length);
        for (double[] point : inside) {
          volume.add(point);
        }
        return new HypervolumeImprovement(volume::of, reference);
      default:
        return new HypervolumeImprovement(
            p -> ExactVolume.exclusive(p, inside, inside.length, reference, reference.length),
            reference);
    }
  }

  /**
   * By how much a point would enlarge the hypervolume; 0 when the front dominates it or it is not
   * better than the reference in every objective.
   *
   * @param point finite minimised values, as many as the reference has
   */
  public double of(double[] point) {
    for (int j = 0; j < reference.length; j++) {
      if (!(point[j] < reference[j])) {
        return 0;
      }
    }
    return contribution.of(point);
  }
}
