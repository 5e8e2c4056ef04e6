package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Chooses among learners by nested cross-validation: each learner sets its hyper-parameters inside
 * the rows it is given, and is judged on rows that it was not given. Immutable and thread-safe.
 */
public final class PredictorSelection {
  private static final int FOLDS = 5;

  /** So that every fold leaves enough to learn from and two rows to judge by. */
  private static final int FEWEST_ROWS = 10;

  private final List<Learner> learners;

  private PredictorSelection(List<Learner> learners) {
    this.learners = List.copyOf(learners);
  }

  /** All learners of this package. */
  public static PredictorSelection standard() {
    return of(List.of(new Ridge(), new GaussianProcess()));
  }

  /** The given learners, at least one. */
  public static PredictorSelection of(List<Learner> learners) {
    if (learners.isEmpty()) {
      throw new IllegalArgumentException("There is no learner to select from");
    }
    return new PredictorSelection(learners);
  }

  /** How many rows are needed at least. */
  public int fewestRows() {
    return FEWEST_ROWS;
  }

  /**
   * Fits the best learner to all rows.
   *
   * @param rows features, finite, all of one length
   * @param labels one finite value a row
   * @param seeds the folds and whatever the learners draw come from them alone
   * @throws io.quarry.problem.InputException when there are fewer than {@link #fewestRows()} rows,
   *     or something is not finite, or the labels are constant
   */
  public FittedModel fit(double[][] rows, double[] labels, Seeds seeds) {
    TrainingRows.require(rows, labels, "The selection of a predictor", FEWEST_ROWS);
    int[] fold = folds(rows.length, seeds.child("folds").generator());
    Map<String, PredictorQuality> qualities = new LinkedHashMap<>();
    Learner best = null;
    double least = Double.POSITIVE_INFINITY;
    double calibration = 1;
    for (Learner learner : learners) {
      double[] mean = new double[rows.length];
      double[] spread = new double[rows.length];
      predictUnseen(learner, rows, labels, fold, seeds, mean, spread);
      qualities.put(learner.name(), PredictorQuality.of(mean, labels));
      double error = 0;
      double squaredRatio = 0;
      for (int i = 0; i < rows.length; i++) {
        double squared = (mean[i] - labels[i]) * (mean[i] - labels[i]);
        error += squared;
        squaredRatio += squared / Math.max(spread[i] * spread[i], Double.MIN_NORMAL);
      }
      if (error < least) {
        least = error;
        best = learner;
        calibration = Math.sqrt(squaredRatio / rows.length);
      }
    }
    Predictor predictor = best.fit(rows, labels, seeds.child("fit", best.name()));
    return new FittedModel(best.name(), predictor, calibration, qualities);
  }

  private static void predictUnseen(
      Learner learner,
      double[][] rows,
      double[] labels,
      int[] fold,
      Seeds seeds,
      double[] mean,
      double[] spread) {
    for (int f = 0; f < FOLDS; f++) {
      int[] seen = where(fold, f, false);
      int[] unseen = where(fold, f, true);
      double[] seenLabels = Arrays.stream(seen).mapToDouble(i -> labels[i]).toArray();
      double[] foldMean = new double[unseen.length];
      double[] foldSpread = new double[unseen.length];
      predictor(learner, pick(rows, seen), seenLabels, seeds.child("fold", f, learner.name()))
          .predict(pick(rows, unseen), foldMean, foldSpread);
      for (int i = 0; i < unseen.length; i++) {
        mean[unseen[i]] = foldMean[i];
        spread[unseen[i]] = foldSpread[i];
      }
    }
  }

  /** A fold's labels may be constant where all labels are not; then that value is predicted. */
  private static Predictor predictor(
      Learner learner, double[][] rows, double[] labels, Seeds seeds) {
    if (Arrays.stream(labels).distinct().count() == 1) {
      return (x, mean, spread) -> Arrays.fill(mean, labels[0]);
    }
    return learner.fit(rows, labels, seeds);
  }

  private static int[] folds(int n, RandomGenerator random) {
    int[] fold = new int[n];
    Arrays.setAll(fold, i -> i % FOLDS);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = fold[i];
      fold[i] = fold[j];
      fold[j] = kept;
    }
    return fold;
  }

  private static int[] where(int[] fold, int wanted, boolean in) {
    int[] all = new int[fold.length];
    int count = 0;
    for (int i = 0; i < fold.length; i++) {
      if ((fold[i] == wanted) == in) {
        all[count++] = i;
      }
    }
    return Arrays.copyOf(all, count);
  }

  private static double[][] pick(double[][] rows, int[] which) {
    return Arrays.stream(which).mapToObj(i -> rows[i]).toArray(double[][]::new);
  }
}
