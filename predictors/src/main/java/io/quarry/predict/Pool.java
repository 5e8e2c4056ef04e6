package io.quarry.predict;

import io.quarry.predict.Features.Columns;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions of one kind: their names differ in numbers alone and their values are the same.
 *
 * @param name the decisions' name, every number in it replaced by #
 * @param decisions their numbers in the space, in order
 */
record Pool(String name, List<Integer> decisions) {
  private static final int FEWEST = 3;

  /**
   * The deviations of a pool's count and of its trend, where a single indicator has one of about ½:
   * a predictor believes in what is common that much sooner. On the recorded ResNet-50 and BERT
   * searches 3 and 2 were the best of 1, 2, 3, 4 and 0, 2, 3, over both objectives of each.
   */
  private static final double COUNT = 3;

  private static final double TREND = 2;

  /** The pools of a space, in the order of their first decisions. */
  static List<Pool> of(SearchSpace space) {
    Map<List<Object>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < space.dimension(); i++) {
      Decision decision = space.decisions().get(i);
      alike
          .computeIfAbsent(
              List.of(pattern(decision), decision.kind(), decision.values()),
              key -> new ArrayList<>())
          .add(i);
    }
    List<Pool> pools = new ArrayList<>();
    alike.forEach(
        (key, decisions) -> {
          if (decisions.size() >= FEWEST) {
            pools.add(new Pool(pattern(space.decisions().get(decisions.get(0))), decisions));
          }
        });
    return pools;
  }

  private static String pattern(Decision decision) {
    return decision.name().replaceAll("[0-9]+", "#");
  }

  /** Adds, for each value and for the values as numbers, the count and the trend. */
  void addTo(Columns columns) {
    Decision first = columns.decision(decisions.get(0));
    for (int v = 0; v < first.values().size(); v++) {
      double[] indicator = new double[first.values().size()];
      indicator[v] = 1;
      add(columns, name + "=" + first.values().get(v), indicator);
    }
    if (Columns.isNumeric(first)) {
      add(columns, name, Columns.scaled(first));
    }
  }

  private void add(Columns columns, String what, double[] byValue) {
    int members = decisions.size();
    // Two pools may share a pattern and differ in their values.
    String where = " from " + columns.decision(decisions.get(0)).name();
    int count = columns.add("count " + what + where);
    int trend = columns.add("trend " + what + where);
    double unit = 1 / Math.sqrt(members);
    for (int k = 0; k < members; k++) {
      // Places from first to last, with mean 0 and about unit deviation.
      double place = Math.sqrt(3) * (2.0 * k / (members - 1) - 1);
      for (int v = 0; v < byValue.length; v++) {
        columns.put(decisions.get(k), v, count, COUNT * unit * byValue[v]);
        columns.put(decisions.get(k), v, trend, TREND * unit * place * byValue[v]);
      }
    }
  }
}
