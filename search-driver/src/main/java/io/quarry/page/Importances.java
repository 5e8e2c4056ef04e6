package io.quarry.page;

import io.quarry.objective.Objective;
import io.quarry.predict.BoostedTrees;
import io.quarry.predict.Features;
import io.quarry.predict.Learner;
import io.quarry.predict.Predictor;
import io.quarry.predict.PredictorQuality;
import io.quarry.predict.Ridge;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How much each decision matters for each objective: permutation importance (Breiman 2001, "Random
 * Forests", section 10; Fisher, Rudin and Dominici 2019) of a predictor that was fitted on a part
 * of the rows. On the others the values of one decision are shuffled among the rows in which it is
 * active, and the importance is by how much R² falls. Unlike shares of variance it needs no grid
 * and no independence of decisions, of which many are active under conditions alone, and a search
 * visits them unevenly.
 */
final class Importances {
  /** Fewer say nothing on rows that were not seen. */
  static final int FEWEST = 40;

  private static final int MOST_FITTED = 300;
  private static final int MOST_HELD_OUT = 200;
  private static final double FITTED_SHARE = 0.7;
  private static final int SHUFFLES = 3;

  private final SearchSpace space;
  private final Features features;
  private final Seeds seeds = new Seeds(1).child("importance");

  private Importances(SearchSpace space) {
    this.space = space;
    this.features = Features.of(space);
  }

  /** Of every objective that was searched for and that varies; none where there are few rows. */
  static List<ReportData.Importance> of(Rows rows) {
    SearchSpace space = rows.contents.space();
    Importances importances = new Importances(space);
    List<Integer> inSpace = new ArrayList<>();
    for (int row = 0; row < rows.rows.size(); row++) {
      if (space.contains(rows.candidate(row))) {
        inSpace.add(row);
      }
    }
    // Each on a thread of its own: what is drawn depends on names alone.
    return rows.contents.config().objectives().parallelStream()
        .flatMap(objective -> importances.of(objective, rows, inSpace).stream())
        .toList();
  }

  private Optional<ReportData.Importance> of(
      Objective objective, Rows rows, List<Integer> inSpace) {
    List<Candidate> candidates = new ArrayList<>();
    List<Double> labels = new ArrayList<>();
    for (int row : inSpace) {
      double value = rows.value(row, objective);
      if (Double.isFinite(value)) {
        candidates.add(rows.candidate(row));
        labels.add(value);
      }
    }
    boolean tells = candidates.size() >= FEWEST && labels.stream().distinct().count() > 2;
    return tells ? Optional.of(of(objective.name(), candidates, labels)) : Optional.empty();
  }

  private ReportData.Importance of(
      String objective, List<Candidate> candidates, List<Double> labels) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      order.add(i);
    }
    shuffle(order, seeds.child("rows").generator());
    int fitted = (int) Math.min(MOST_FITTED, Math.round(FITTED_SHARE * order.size()));
    int heldOut = Math.min(MOST_HELD_OUT, order.size() - fitted);
    List<Integer> train = order.subList(0, fitted);
    List<Integer> test = order.subList(fitted, fitted + heldOut);
    double[] y = values(labels, test);
    List<Candidate> unseen = test.stream().map(candidates::get).toList();
    List<int[]> rows = unseen.stream().map(space::genome).toList();
    double[][] x = features.rows(train.stream().map(i -> space.genome(candidates.get(i))).toList());
    Fitted best = null;
    for (Learner learner : List.of(new BoostedTrees(), new Ridge())) {
      Predictor predictor = learner.fit(x, values(labels, train), seeds.child(learner.name()));
      Fitted one = new Fitted(learner.name(), predictor, r2(predict(predictor, rows), y));
      best = best == null || one.r2 > best.r2 ? one : best;
    }
    return new ReportData.Importance(
        objective,
        best.learner,
        fitted,
        heldOut,
        best.r2,
        PredictorQuality.of(predict(best.predictor, rows), y).kendallTau(),
        drops(best, unseen, rows, y));
  }

  private record Fitted(String learner, Predictor predictor, double r2) {}

  private List<ReportData.Drop> drops(
      Fitted fitted, List<Candidate> candidates, List<int[]> rows, double[] y) {
    List<ReportData.Drop> drops = new ArrayList<>();
    for (int d = 0; d < space.dimension(); d++) {
      String name = space.decisions().get(d).name();
      if (space.decisions().get(d).values().size() > 1) {
        RandomGenerator random = seeds.child("shuffle", name).generator();
        List<Integer> active = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
          if (candidates.get(i).decides(name)) {
            active.add(i);
          }
        }
        double sum = 0;
        for (int s = 0; s < SHUFFLES; s++) {
          sum += fitted.r2 - r2(predict(fitted.predictor, shuffled(rows, active, d, random)), y);
        }
        drops.add(new ReportData.Drop(name, sum / SHUFFLES));
      }
    }
    drops.sort(Comparator.comparingDouble(drop -> -drop.r2()));
    return drops;
  }

  /** The same rows, but for a decision, whose values change places where it is active. */
  private static List<int[]> shuffled(
      List<int[]> rows, List<Integer> active, int decision, RandomGenerator random) {
    List<Integer> from = new ArrayList<>(active);
    shuffle(from, random);
    List<int[]> other = new ArrayList<>(rows);
    for (int k = 0; k < active.size(); k++) {
      int[] genome = rows.get(active.get(k)).clone();
      genome[decision] = rows.get(from.get(k))[decision];
      other.set(active.get(k), genome);
    }
    return other;
  }

  private double[] predict(Predictor predictor, List<int[]> genomes) {
    double[] mean = new double[genomes.size()];
    predictor.predict(features.rows(genomes), mean, new double[mean.length]);
    return mean;
  }

  private static double r2(double[] predicted, double[] measured) {
    double mean = Arrays.stream(measured).average().orElse(0);
    double errors = 0;
    double all = 0;
    for (int i = 0; i < measured.length; i++) {
      errors += (predicted[i] - measured[i]) * (predicted[i] - measured[i]);
      all += (measured[i] - mean) * (measured[i] - mean);
    }
    return all == 0 ? 0 : 1 - errors / all;
  }

  private static double[] values(List<Double> labels, List<Integer> rows) {
    return rows.stream().mapToDouble(labels::get).toArray();
  }

  /** Fisher and Yates. */
  private static void shuffle(List<Integer> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
