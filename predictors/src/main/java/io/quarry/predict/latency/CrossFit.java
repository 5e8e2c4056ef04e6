package io.quarry.predict.latency;

import io.quarry.predict.latency.KernelRegressor.Member;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to five members over the same rows, each of which does not see one part of them. */
final class CrossFit {
  private static final int MOST_MEMBERS = 5;
  private static final int MOST_TREES = 300;

  /** Boosting ends when so many trees more did not help. */
  private static final int PATIENCE = 30;

  /** A richer trunk must lower the error to this share of the plainer one's. */
  private static final double WORTH_IT = 0.99;

  /** No part of the model is worth less than this, in relative error: no clock tells it. */
  private static final double LEAST_GAIN = 1e-3;

  private final DistinctKernels rows;

  /** By member and row: whether the member sees it. Row i is held out of member i % members. */
  private final boolean[][] seen;

  private final Trunk[] trunks;
  private final List<List<RegressionTree>> trees = new ArrayList<>();

  /** By row: what the member that did not see it leaves unexplained of log ms. */
  private double[] unexplained;

  /** At least two rows. */
  CrossFit(DistinctKernels rows, Seeds seeds) {
    this.rows = rows;
    int members = Math.min(MOST_MEMBERS, rows.size());
    this.seen = new boolean[members][rows.size()];
    for (int m = 0; m < members; m++) {
      for (int i = 0; i < rows.size(); i++) {
        seen[m][i] = i % members != m;
      }
    }
    this.trunks = bestTrunks();
    boost(seeds);
  }

  Member[] members() {
    Member[] members = new Member[trunks.length];
    Arrays.setAll(members, m -> new Member(trunks[m], trees.get(m)));
    return members;
  }

  /** By row: what the member that did not see it predicts. */
  double[] heldOutMs() {
    double[] predicted = new double[rows.size()];
    Arrays.setAll(predicted, i -> rows.ms[i] * Math.exp(-unexplained[i]));
    return predicted;
  }

  private Trunk[] bestTrunks() {
    Trunk[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Trunk.Form form : Trunk.FORMS) {
      Trunk[] fitted = new Trunk[seen.length];
      for (int m = 0; m < fitted.length; m++) {
        fitted[m] = form.fit(rows.rows(seen[m]), rows.ms(seen[m]));
      }
      double error = meanSize(heldOut(residuals(fitted)));
      if (best == null || error < Math.min(WORTH_IT * least, least - LEAST_GAIN)) {
        least = error;
        best = fitted;
      }
    }
    return best;
  }

  private double[][] residuals(Trunk[] fitted) {
    double[][] residuals = new double[fitted.length][rows.size()];
    for (int m = 0; m < fitted.length; m++) {
      for (int i = 0; i < rows.size(); i++) {
        residuals[m][i] = Math.log(rows.ms[i]) - fitted[m].logMs(rows.rows[i]);
      }
    }
    return residuals;
  }

  private void boost(Seeds seeds) {
    double[][] residuals = residuals(trunks);
    BinnedColumns columns = BinnedColumns.of(rows.rows);
    MedianBoosting[] boostings = new MedianBoosting[trunks.length];
    for (int m = 0; m < boostings.length; m++) {
      double[] answers = new double[rows.size()];
      for (int i = 0; i < answers.length; i++) {
        answers[i] = trunks[m].logMs(rows.rows[i]);
      }
      boostings[m] =
          new MedianBoosting(
              columns.plus(answers), seen[m], residuals[m], seeds.child("member", m).generator());
      trees.add(new ArrayList<>());
    }
    unexplained = heldOut(residuals);
    double least = meanSize(unexplained);
    double toBeat = least - LEAST_GAIN;
    int best = 0;
    for (int t = 1; t <= Math.min(MOST_TREES, best + PATIENCE); t++) {
      for (int m = 0; m < boostings.length; m++) {
        trees.get(m).add(boostings[m].grow());
      }
      double[] left = heldOut(residuals);
      if (meanSize(left) < Math.min(least, toBeat)) {
        least = meanSize(left);
        best = t;
        unexplained = left;
      }
    }
    for (List<RegressionTree> member : trees) {
      member.subList(best, member.size()).clear();
    }
  }

  private double[] heldOut(double[][] residuals) {
    double[] left = new double[rows.size()];
    Arrays.setAll(left, i -> residuals[i % residuals.length][i]);
    return left;
  }

  private static double meanSize(double[] values) {
    return Arrays.stream(values).map(Math::abs).sum() / values.length;
  }
}
