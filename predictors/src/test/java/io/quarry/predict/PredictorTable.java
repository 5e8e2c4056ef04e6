package io.quarry.predict;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Prints what each predictor gives on the recorded searches: mean τ, ρ and MAPE over the splits.
 */
final class PredictorTable {
  private PredictorTable() {}

  public static void main(String[] arguments) {
    int splits = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    RecordedRows resNet = RecordedRows.resNet50();
    RecordedRows bert = RecordedRows.bert();
    for (int train : new int[] {50, 100, 200, 400}) {
      print("ResNet-50 accuracy", resNet, Costs.none(), "accuracy", train, 100, splits);
      print("ResNet-50 latency", resNet, Costs.none(), "latency", train, 100, splits);
      print("ResNet-50 latency, costs", resNet, new ResNet50Costs(), "latency", train, 100, splits);
      print(
          "ResNet-50 accuracy, costs", resNet, new ResNet50Costs(), "accuracy", train, 100, splits);
    }
    for (int train : new int[] {50, 100}) {
      print("BERT accuracy", bert, Costs.none(), "accuracy", train, 800, splits);
      print("BERT MACs", bert, Costs.none(), "macs", train, 800, splits);
    }
  }

  private static void print(
      String what,
      RecordedRows recorded,
      Costs costs,
      String objective,
      int train,
      int test,
      int splits) {
    Map<String, double[]> sums = measure(recorded, costs, objective, train, test, splits);
    System.out.printf("%s, %d rows%n", what, train);
    sums.forEach(
        (name, sum) ->
            System.out.printf(
                "  %-18s tau %.4f  rho %.4f  mape %8.3f %%%n", name, sum[0], sum[1], sum[2]));
  }

  /**
   * Learner to mean τ, ρ and MAPE on held-out rows; {@code selected} is what the selection gives.
   */
  static Map<String, double[]> measure(
      RecordedRows recorded, Costs costs, String objective, int train, int test, int splits) {
    double[][] rows = recorded.rows(Features.of(recorded.space(), costs));
    double[] labels = recorded.labelsOf(objective);
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (int split = 0; split < splits; split++) {
      int[] order = order(rows.length, new Seeds(split).child("split").generator());
      int[] seen = Arrays.copyOf(order, train);
      int[] held = Arrays.copyOfRange(order, train, Math.min(train + test, rows.length));
      double[][] unseen = RecordedRows.pick(rows, held);
      double[] truth = RecordedRows.pick(labels, held);
      for (Map.Entry<String, Predictor> entry :
          predictors(RecordedRows.pick(rows, seen), RecordedRows.pick(labels, seen), split)
              .entrySet()) {
        double[] mean = new double[held.length];
        double[] spread = new double[held.length];
        entry.getValue().predict(unseen, mean, spread);
        PredictorQuality quality = PredictorQuality.of(mean, truth);
        double[] sum = sums.computeIfAbsent(entry.getKey(), name -> new double[3]);
        sum[0] += quality.kendallTau() / splits;
        sum[1] += quality.spearmanRho() / splits;
        sum[2] += quality.mapePercent() / splits;
      }
    }
    return sums;
  }

  private static Map<String, Predictor> predictors(double[][] rows, double[] labels, int split) {
    Map<String, Predictor> predictors = new LinkedHashMap<>();
    for (Learner learner :
        List.of(
            new Ridge(),
            new GaussianProcess(),
            new SupportVectors(),
            new BoostedTrees(),
            new SmallNetwork())) {
      predictors.put(learner.name(), learner.fit(rows, labels, new Seeds(split)));
    }
    FittedModel model = PredictorSelection.standard().fit(rows, labels, new Seeds(split));
    predictors.put("selected", model);
    return predictors;
  }

  private static int[] order(int n, RandomGenerator random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    for (int i = n - 1; i > 0; i--) {
      java.util.Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }
}
