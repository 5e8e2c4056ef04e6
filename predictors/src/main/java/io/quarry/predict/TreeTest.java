package io.quarry.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a node of a tree may ask: whether a feature is above a threshold. */
record TreeTest(int column, double threshold) {
  /** A feature with many values is asked for at so many of them. */
  private static final int MOST_THRESHOLDS = 7;

  /** The tests that divide the rows, but of those that divide them alike only the first. */
  static List<TreeTest> of(double[][] rows) {
    List<TreeTest> tests = new ArrayList<>();
    Set<BitSet> divisions = new HashSet<>();
    for (int j = 0; j < rows[0].length; j++) {
      for (double threshold : thresholds(rows, j)) {
        TreeTest test = new TreeTest(j, threshold);
        if (divisions.add(test.division(rows))) {
          tests.add(test);
        }
      }
    }
    return tests;
  }

  private static double[] thresholds(double[][] rows, int column) {
    double[] values = Arrays.stream(rows).mapToDouble(r -> r[column]).sorted().distinct().toArray();
    int count = Math.min(values.length - 1, MOST_THRESHOLDS);
    double[] thresholds = new double[count];
    for (int t = 0; t < count; t++) {
      int above = (int) ((t + 1L) * values.length / (count + 1));
      thresholds[t] = (values[above - 1] + values[above]) / 2;
    }
    return thresholds;
  }

  /** The rows on the side where the first row is not. */
  private BitSet division(double[][] rows) {
    BitSet other = new BitSet(rows.length);
    boolean first = rows[0][column] > threshold;
    for (int i = 1; i < rows.length; i++) {
      other.set(i, (rows[i][column] > threshold) != first);
    }
    return other;
  }

  /** Which of the tests a row passes. */
  static boolean[] passed(List<TreeTest> tests, double[] row) {
    boolean[] passed = new boolean[tests.size()];
    for (int t = 0; t < passed.length; t++) {
      passed[t] = row[tests.get(t).column] > tests.get(t).threshold;
    }
    return passed;
  }
}
