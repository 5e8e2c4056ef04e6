package io.quarry.benchmarks;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;

/** Points to rank and to measure, all in the unit cube. */
final class PointSets {
  private PointSets() {}

  /**
   * Seeded points.
   *
   * @param kind {@code random}: uniform in the cube; {@code front}: on the unit sphere, none
   *     dominating another
   */
  static double[][] of(String kind, int size, int objectives) {
    RandomGenerator random = new Seeds(1).child(kind, size, objectives).generator();
    double[][] points = new double[size][objectives];
    for (double[] point : points) {
      double square = 0;
      for (int j = 0; j < objectives; j++) {
        point[j] = kind.equals("front") ? Math.abs(random.nextGaussian()) : random.nextDouble();
        square += point[j] * point[j];
      }
      for (int j = 0; j < objectives && kind.equals("front"); j++) {
        point[j] /= Math.sqrt(square);
      }
    }
    return points;
  }
}
