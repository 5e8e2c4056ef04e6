package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gradient boosting of small regression trees for squared error (Friedman 2001). How many trees is
 * chosen on a fifth of the rows held back, then all rows are used. Immutable and thread-safe.
 */
public final class BoostedTrees extends SharedLearner {
  private static final int MOST_TREES = 120;
  private static final int HELD_BACK = 5;

  /** Boosted trees. */
  public BoostedTrees() {}

  @Override
  public String name() {
    return "boosted-trees";
  }

  @Override
  Predictor fitScaled(TrainingSet set, Seeds seeds) {
    double[][] rows = new double[set.size()][];
    Arrays.setAll(rows, set::row);
    List<TreeTest> tests = TreeTest.of(rows);
    boolean[][] passed = new boolean[rows.length][];
    Arrays.setAll(passed, i -> TreeTest.passed(tests, rows[i]));
    int[] part = Orders.shuffled(rows.length, seeds.child("held-back").generator());
    Arrays.setAll(part, i -> part[i] % HELD_BACK);
    Boosting trial = new Boosting(tests.size(), passed, set, part, 0);
    double[] errors = new double[MOST_TREES];
    for (int t = 0; t < MOST_TREES; t++) {
      trial.grow();
      errors[t] = trial.heldBackError();
    }
    int best = 0;
    for (int t = 1; t < MOST_TREES; t++) {
      best = errors[t] < errors[best] ? t : best;
    }
    Boosting all = new Boosting(tests.size(), passed, set, part, -1);
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t <= best; t++) {
      trees.add(all.grow());
    }
    return new Model(tests, trees, Math.sqrt(errors[best]));
  }

  /** The sum of the trees, with one spread everywhere. */
  private record Model(List<TreeTest> tests, List<Tree> trees, double error) implements Predictor {
    @Override
    public void predict(double[][] rows, double[] mean, double[] spread) {
      int[] columns = tests.stream().mapToInt(TreeTest::column).toArray();
      double[] thresholds = tests.stream().mapToDouble(TreeTest::threshold).toArray();
      Tree[] sum = trees.toArray(Tree[]::new);
      boolean[] passes = new boolean[columns.length];
      for (int i = 0; i < rows.length; i++) {
        for (int t = 0; t < columns.length; t++) {
          passes[t] = rows[i][columns[t]] > thresholds[t];
        }
        mean[i] = 0;
        for (Tree tree : sum) {
          mean[i] += tree.value(passes);
        }
      }
      Arrays.fill(spread, error);
    }
  }
}
