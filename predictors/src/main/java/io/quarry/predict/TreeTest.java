package io.quarry.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a node of a tree may ask: whether a feature is above a threshold. */
record TreeTest(int column, double threshold) {
  /** A feature with many values is asked for at so many of them. */
  private static final int MOST_THRESHOLDS = 7;

  /** The tests that divide the rows. */
  static List<TreeTest> of(double[][] rows) {
    List<TreeTest> tests = new ArrayList<>();
    for (int j = 0; j < rows[0].length; j++) {
      int column = j;
      double[] values =
          Arrays.stream(rows).mapToDouble(r -> r[column]).sorted().distinct().toArray();
      int count = Math.min(values.length - 1, MOST_THRESHOLDS);
      for (int t = 1; t <= count; t++) {
        int above = (int) ((long) t * values.length / (count + 1));
        tests.add(new TreeTest(j, (values[above - 1] + values[above]) / 2));
      }
    }
    return tests;
  }

  /** The numbers of the tests that a row passes. */
  static int[] passed(List<TreeTest> tests, double[] row) {
    return IntStream.range(0, tests.size())
        .filter(t -> row[tests.get(t).column] > tests.get(t).threshold)
        .toArray();
  }
}
