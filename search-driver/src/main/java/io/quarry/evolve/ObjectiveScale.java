package io.quarry.evolve;

import java.util.Arrays;
import java.util.List;

/**
 * Objectives moved to their ideal point and divided by the intercepts of the hyperplane through the
 * extreme points (Deb and Jain 2014, algorithm 2).
 */
final class ObjectiveScale {
  /** The weight of the other axes in the achievement function that finds an extreme point. */
  private static final double OTHER_AXES = 1e-6;

  /** Intercepts below this share of what the points span are no intercepts. */
  private static final double SMALLEST = 1e-6;

  private final double[] ideal;
  private final double[] range;

  private ObjectiveScale(double[] ideal, double[] range) {
    this.ideal = ideal;
    this.range = range;
  }

  /**
   * The scale of a population.
   *
   * @param points minimised values of all that may survive
   * @param front those of them that none dominates, at least one
   */
  static ObjectiveScale of(double[][] points, List<double[]> front) {
    int m = points[0].length;
    double[] ideal = points[0].clone();
    double[] worst = points[0].clone();
    for (double[] point : points) {
      for (int j = 0; j < m; j++) {
        ideal[j] = Math.min(ideal[j], point[j]);
        worst[j] = Math.max(worst[j], point[j]);
      }
    }
    double[] range = intercepts(front, ideal);
    for (int j = 0; j < m; j++) {
      int axis = j;
      double ofFront =
          front.stream().mapToDouble(point -> point[axis]).max().orElseThrow() - ideal[j];
      double ofAll = worst[j] - ideal[j];
      // No plane, or one that leans away: what the front spans instead.
      if (!(range[j] > SMALLEST * ofAll && range[j] <= ofAll)) {
        range[j] = ofFront > SMALLEST * ofAll ? ofFront : ofAll;
      }
      range[j] = range[j] > 0 ? range[j] : 1;
    }
    return new ObjectiveScale(ideal, range);
  }

  /** The point with the ideal at 0 and the intercepts at 1. */
  double[] scaled(double[] point) {
    double[] scaled = new double[point.length];
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] = (point[j] - ideal[j]) / range[j];
    }
    return scaled;
  }

  /** Where the hyperplane through the extreme points meets the axes; NaN where it does not. */
  private static double[] intercepts(List<double[]> front, double[] ideal) {
    int m = ideal.length;
    double[][] equations = new double[m][m + 1];
    for (int j = 0; j < m; j++) {
      double[] extreme = extreme(front, ideal, j);
      for (int k = 0; k < m; k++) {
        equations[j][k] = extreme[k] - ideal[k];
      }
      equations[j][m] = 1;
    }
    return Arrays.stream(solve(equations)).map(a -> 1 / a).toArray();
  }

  /** The point of the front that lies nearest to an axis. */
  private static double[] extreme(List<double[]> front, double[] ideal, int axis) {
    double[] extreme = front.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (double[] point : front) {
      double achievement = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < ideal.length; k++) {
        double weight = k == axis ? 1 : OTHER_AXES;
        achievement = Math.max(achievement, (point[k] - ideal[k]) / weight);
      }
      if (achievement < least) {
        least = achievement;
        extreme = point;
      }
    }
    return extreme;
  }

  /** Gaussian elimination with partial pivoting; NaN or infinite where there is no solution. */
  private static double[] solve(double[][] equations) {
    int m = equations.length;
    for (int column = 0; column < m; column++) {
      int pivot = column;
      for (int row = column + 1; row < m; row++) {
        boolean larger = Math.abs(equations[row][column]) > Math.abs(equations[pivot][column]);
        pivot = larger ? row : pivot;
      }
      double[] swapped = equations[pivot];
      equations[pivot] = equations[column];
      equations[column] = swapped;
      for (int row = 0; row < m; row++) {
        double factor = row == column ? 0 : equations[row][column] / equations[column][column];
        for (int k = column; k <= m && factor != 0; k++) {
          equations[row][k] -= factor * equations[column][k];
        }
      }
    }
    double[] solution = new double[m];
    for (int j = 0; j < m; j++) {
      solution[j] = equations[j][m] / equations[j][j];
    }
    return solution;
  }
}
