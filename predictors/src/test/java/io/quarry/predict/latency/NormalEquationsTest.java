package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NormalEquationsTest {
  private static final int SIZE = 5;

  @Test
  void anExactSystemIsSolved() {
    NormalEquations equations = new NormalEquations(2);
    equations.add(new double[] {1, 2}, 1, 8);
    equations.add(new double[] {3, -1}, 2, 3);
    assertThat(equations.solve()).containsExactly(new double[] {2, 3}, within(1e-6));
  }

  @Test
  void aWeightOfAMillionDecides() {
    NormalEquations equations = new NormalEquations(1);
    equations.add(new double[] {1}, 1, 5);
    equations.add(new double[] {1}, 1e6, 3);
    assertThat(equations.solve()[0]).isCloseTo(3, within(1e-5));
  }

  @Test
  void aPullDrawsToItsTarget() {
    NormalEquations equations = new NormalEquations(1);
    equations.add(new double[] {1}, 1, 5);
    equations.pull(0, 3, 1);
    assertThat(equations.solve()[0]).isCloseTo(2, within(1e-6));
  }

  /** Every subset of the variables that may be positive, compared by its squared error. */
  @Test
  void theNonNegativeSolutionIsTheBestOfAllActiveSets() {
    RandomGenerator random = new Seeds(7).generator();
    for (int trial = 0; trial < 50; trial++) {
      double[][] rows = new double[12][];
      double[] labels = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.doubles(SIZE, -1, 1).toArray();
        labels[i] = random.nextGaussian();
      }
      double best = Double.POSITIVE_INFINITY;
      for (int set = 0; set < 1 << SIZE; set++) {
        double[] x = restricted(rows, labels, set);
        best = Math.min(best, isNonNegative(x) ? error(rows, labels, x) : best);
      }
      NormalEquations equations = equations(rows, labels);
      double[] found = equations.solveNonNegative();
      assertThat(isNonNegative(found)).isTrue();
      assertThat(error(rows, labels, found)).isCloseTo(best, within(1e-6));
    }
  }

  @Test
  void columnsThatRepeatEachOtherShareTheirWork() {
    NormalEquations equations = new NormalEquations(3);
    for (int i = 1; i <= 20; i++) {
      equations.add(new double[] {i, i, 1}, 1, 4 * i + 2);
    }
    double[] x = equations.solveNonNegative();
    assertThat(x[0] + x[1]).isCloseTo(4, within(1e-4));
    assertThat(x[2]).isCloseTo(2, within(1e-3));
  }

  private static double[] restricted(double[][] rows, double[] labels, int set) {
    double[][] some = new double[rows.length][SIZE];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < SIZE; j++) {
        some[i][j] = (set >> j & 1) == 1 ? rows[i][j] : 0;
      }
    }
    NormalEquations equations = equations(some, labels);
    for (int j = 0; j < SIZE; j++) {
      equations.pull(j, (set >> j & 1) == 1 ? 0 : 1, 0);
    }
    return equations.solve();
  }

  private static NormalEquations equations(double[][] rows, double[] labels) {
    NormalEquations equations = new NormalEquations(SIZE);
    for (int i = 0; i < rows.length; i++) {
      equations.add(rows[i], 1, labels[i]);
    }
    return equations;
  }

  private static boolean isNonNegative(double[] x) {
    for (double value : x) {
      if (value < 0) {
        return false;
      }
    }
    return true;
  }

  private static double error(double[][] rows, double[] labels, double[] x) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double error = NormalEquations.dot(rows[i], x) - labels[i];
      sum += error * error;
    }
    return sum;
  }
}
