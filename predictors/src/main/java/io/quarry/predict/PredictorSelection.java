package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses among learners by nested cross-validation: each learner sets its hyper-parameters inside
 * the rows it is given, and is judged on rows that it was not given. A combination of them, its
 * shares fitted on such predictions too, stands for selection as well. Immutable and thread-safe.
 */
public final class PredictorSelection {
  /** What the combination is called where learners are named. */
  public static final String COMBINATION = "combination";

  private static final int FOLDS = 5;

  /** So that every fold leaves enough to learn from and two rows to judge by. */
  private static final int FEWEST_ROWS = 10;

  /** The cost of fitting grows with the cube of the rows; so many take some seconds. */
  private static final int MOST_ROWS = 700;

  /** A later learner must err this share less than an earlier one to be preferred to it. */
  private static final double LATER = 0.02;

  /** So must the combination, which costs most to predict by. */
  private static final double COMBINED = 0.03;

  private final List<SharedLearner> learners;

  private PredictorSelection(List<SharedLearner> learners) {
    this.learners = List.copyOf(learners);
  }

  /**
   * All learners of this package. The Gaussian process comes first: where others err as much, its
   * spread tells most.
   */
  public static PredictorSelection standard() {
    return new PredictorSelection(
        List.of(
            new GaussianProcess(),
            new Ridge(),
            new SupportVectors(),
            new BoostedTrees(),
            new SmallNetwork()));
  }

  /** Ridge and support vectors: what DyNAS-T chooses from. */
  public static PredictorSelection ridgeAndSupportVectors() {
    return new PredictorSelection(List.of(new Ridge(), new SupportVectors()));
  }

  /** One learner alone, for comparison. */
  static PredictorSelection of(SharedLearner... learners) {
    return new PredictorSelection(List.of(learners));
  }

  /** How many rows are needed at least. */
  public int fewestRows() {
    return FEWEST_ROWS;
  }

  /**
   * Fits the learners and selects one of them, or their combination. Of more than 700 rows, 700 are
   * drawn and learned from.
   *
   * @param rows features, finite, all of one length
   * @param labels one finite value a row
   * @param seeds the folds and whatever the learners draw come from them alone
   * @throws io.quarry.problem.InputException when there are fewer than {@link #fewestRows()} rows,
   *     or something is not finite, or the labels are constant
   */
  public FittedModel fit(double[][] rows, double[] labels, Seeds seeds) {
    Table.require(rows, labels, "The selection of a predictor", FEWEST_ROWS);
    if (rows.length > MOST_ROWS) {
      int[] drawn = Orders.shuffled(rows.length, seeds.child("rows").generator());
      int[] kept = Arrays.copyOf(drawn, MOST_ROWS);
      double[][] keptRows = Arrays.stream(kept).mapToObj(i -> rows[i]).toArray(double[][]::new);
      double[] keptLabels = Arrays.stream(kept).mapToDouble(i -> labels[i]).toArray();
      return fit(keptRows, keptLabels, seeds);
    }
    Table table = new Table(rows);
    int[] all = IntStream.range(0, rows.length).toArray();
    TrainingSet set = new TrainingSet(table, all, labels, seeds.child("training-set"));
    int[] fold = Orders.shuffled(rows.length, seeds.child("folds").generator());
    Arrays.setAll(fold, i -> fold[i] % FOLDS);
    Unseen unseen = new Unseen(learners.size(), rows.length);
    for (int f = 0; f < FOLDS; f++) {
      predictUnseen(table, labels, fold, f, seeds, unseen);
    }
    return select(set, fold, unseen, seeds);
  }

  private void predictUnseen(
      Table table, double[] labels, int[] fold, int f, Seeds seeds, Unseen unseen) {
    int[] seen = where(fold, f, false);
    int[] held = where(fold, f, true);
    double[] seenLabels = Arrays.stream(seen).mapToDouble(i -> labels[i]).toArray();
    if (Arrays.stream(seenLabels).allMatch(label -> label == seenLabels[0])) {
      // All labels together differ, so this fold's rows hold the odd ones: nothing to learn here.
      unseen.fill(held, seenLabels[0]);
      return;
    }
    double[][] rows = Arrays.stream(held).mapToObj(i -> table.rows[i]).toArray(double[][]::new);
    TrainingSet set = new TrainingSet(table, seen, seenLabels, seeds.child("fold", f));
    for (int k = 0; k < learners.size(); k++) {
      double[] mean = new double[held.length];
      double[] spread = new double[held.length];
      Seeds own = seeds.child("fold", f, learners.get(k).name());
      new SharedLearner.Rescaled(learners.get(k).fitScaled(set, own), set.scale)
          .predict(rows, mean, spread);
      for (int i = 0; i < held.length; i++) {
        unseen.mean[k][held[i]] = mean[i];
        unseen.spread[k][held[i]] = spread[i];
      }
    }
  }

  private FittedModel select(TrainingSet set, int[] fold, Unseen unseen, Seeds seeds) {
    double[] labels = set.labels;
    Map<String, PredictorQuality> qualities = new LinkedHashMap<>();
    int best = 0;
    for (int k = 0; k < learners.size(); k++) {
      qualities.put(learners.get(k).name(), PredictorQuality.of(unseen.mean[k], labels));
      boolean better = Shares.errsLess(set.scale, unseen.mean[k], unseen.mean[best], labels, LATER);
      best = better ? k : best;
    }
    double[] combined = Shares.combineUnseen(set.scale, unseen.mean, labels, fold, FOLDS);
    qualities.put(COMBINATION, PredictorQuality.of(combined, labels));
    double[] shares = new double[learners.size()];
    shares[best] = 1;
    boolean several = Shares.errsLess(set.scale, combined, unseen.mean[best], labels, COMBINED);
    if (several) {
      shares = Shares.of(set.scale, unseen.mean, labels, i -> true);
    }
    double calibration = calibration(shares, unseen, labels);
    return new FittedModel(
        several ? COMBINATION : learners.get(best).name(),
        new SharedLearner.Rescaled(blend(set, shares, seeds), set.scale),
        calibration,
        qualities);
  }

  private Predictor blend(TrainingSet set, double[] shares, Seeds seeds) {
    List<Blend.Part> parts = new ArrayList<>();
    for (int k = 0; k < shares.length; k++) {
      if (shares[k] > 0) {
        SharedLearner learner = learners.get(k);
        parts.add(
            new Blend.Part(shares[k], learner.fitScaled(set, seeds.child("fit", learner.name()))));
      }
    }
    return Blend.of(parts);
  }

  /** What spreads are multiplied by to be the deviations of errors of rows not seen. */
  private static double calibration(double[] shares, Unseen unseen, double[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double mean = 0;
      for (int k = 0; k < shares.length; k++) {
        mean += shares[k] * unseen.mean[k][i];
      }
      double variance = 0;
      for (int k = 0; k < shares.length; k++) {
        double apart = unseen.mean[k][i] - mean;
        double own = unseen.spread[k][i];
        variance += shares[k] * (own * own + apart * apart);
      }
      sum += (mean - labels[i]) * (mean - labels[i]) / Math.max(variance, Double.MIN_NORMAL);
    }
    return Math.sqrt(sum / labels.length);
  }

  private static int[] where(int[] fold, int wanted, boolean in) {
    return IntStream.range(0, fold.length).filter(i -> (fold[i] == wanted) == in).toArray();
  }

  /** Each learner's predictions of rows that it had not seen. */
  private static final class Unseen {
    final double[][] mean;
    final double[][] spread;

    Unseen(int learners, int rows) {
      mean = new double[learners][rows];
      spread = new double[learners][rows];
    }

    void fill(int[] rows, double value) {
      for (int k = 0; k < mean.length; k++) {
        for (int i : rows) {
          mean[k][i] = value;
          spread[k][i] = Math.abs(value);
        }
      }
    }
  }
}
