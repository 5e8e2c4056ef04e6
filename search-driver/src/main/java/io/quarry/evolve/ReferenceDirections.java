package io.quarry.evolve;

import java.util.ArrayList;
import java.util.List;

/**
 * Evenly spread directions in which trade-offs are looked for: the points of the simplex lattice
 * (Das and Dennis 1998), in two layers where one would have points on the boundary alone (Deb and
 * Jain 2014, sections IV B and V).
 */
final class ReferenceDirections {
  private ReferenceDirections() {}

  /**
   * As many directions as a population has members, or somewhat fewer, of length 1; never fewer
   * than the axes.
   *
   * @param objectives at least 1
   */
  static double[][] of(int objectives, int population) {
    int outer = divisions(objectives, population, Integer.MAX_VALUE);
    List<double[]> directions = new ArrayList<>();
    addLayer(objectives, outer, 1, directions);
    if (outer < objectives && objectives > 1) {
      int rest = population - directions.size();
      int inner = divisions(objectives, rest, outer);
      if (count(objectives, inner) <= rest) {
        addLayer(objectives, inner, 0.5, directions);
      }
    }
    return directions.stream().map(ReferenceDirections::scaledToOne).toArray(double[][]::new);
  }

  /** The most divisions of a side whose lattice has at most {@code points} points, at least 1. */
  private static int divisions(int objectives, int points, int most) {
    if (objectives == 1) {
      return 1;
    }
    int divisions = 1;
    while (divisions < most && count(objectives, divisions + 1) <= points) {
      divisions++;
    }
    return divisions;
  }

  /** C(divisions + objectives − 1, divisions), the number of points of a lattice. */
  private static double count(int objectives, int divisions) {
    double count = 1;
    for (int i = 1; i <= divisions; i++) {
      count *= (double) (objectives - 1 + i) / i;
    }
    return Math.rint(count);
  }

  /** Adds a lattice, drawn together towards the centre of the simplex by a factor. */
  private static void addLayer(
      int objectives, int divisions, double factor, List<double[]> directions) {
    fill(new int[objectives], 0, divisions, divisions, factor, directions);
  }

  private static void fill(
      int[] parts, int next, int left, int divisions, double factor, List<double[]> directions) {
    if (next == parts.length - 1) {
      parts[next] = left;
      double[] direction = new double[parts.length];
      for (int j = 0; j < parts.length; j++) {
        direction[j] = factor * parts[j] / divisions + (1 - factor) / parts.length;
      }
      directions.add(direction);
      return;
    }
    for (int part = 0; part <= left; part++) {
      parts[next] = part;
      fill(parts, next + 1, left - part, divisions, factor, directions);
    }
  }

  private static double[] scaledToOne(double[] direction) {
    double square = 0;
    for (double value : direction) {
      square += value * value;
    }
    double[] scaled = direction.clone();
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] /= Math.sqrt(square);
    }
    return scaled;
  }
}
