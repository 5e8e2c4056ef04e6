package io.quarry.evolve;

final class ReferencePointSurvival {
  private ReferencePointSurvival() {}

  static Standing standing(double[][] objectives, double[] violations, int count) {
    return Standing.byCrowding(objectives, violations, count);
  }
}
