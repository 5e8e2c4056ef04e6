package io.quarry.predict;

import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which decisions of a genome are active, by numbers alone. */
final class Activity {
  /** By decision and condition: the deciding decision, and which of its values allow. */
  private final int[][] deciding;

  private final boolean[][][] allows;

  private Activity(int[][] deciding, boolean[][][] allows) {
    this.deciding = deciding;
    this.allows = allows;
  }

  static Activity of(SearchSpace space) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Decision decision : space.decisions()) {
      numbers.put(decision.name(), numbers.size());
    }
    int[][] deciding = new int[space.dimension()][];
    boolean[][][] allows = new boolean[space.dimension()][][];
    for (int i = 0; i < deciding.length; i++) {
      List<Condition> conditions = space.decisions().get(i).conditions();
      deciding[i] = conditions.stream().mapToInt(c -> numbers.get(c.decision())).toArray();
      allows[i] =
          conditions.stream()
              .map(c -> allows(c, space.decisions().get(numbers.get(c.decision()))))
              .toArray(boolean[][]::new);
    }
    return new Activity(deciding, allows);
  }

  private static boolean[] allows(Condition condition, Decision deciding) {
    boolean[] allows = new boolean[deciding.values().size()];
    for (int v = 0; v < allows.length; v++) {
      allows[v] = condition.values().contains(deciding.values().get(v));
    }
    return allows;
  }

  boolean[] of(int[] genome) {
    boolean[] active = new boolean[genome.length];
    for (int i = 0; i < genome.length; i++) {
      boolean holds = true;
      for (int c = 0; c < deciding[i].length; c++) {
        int by = deciding[i][c];
        holds &= active[by] && allows[i][c][genome[by]];
      }
      active[i] = holds;
    }
    return active;
  }
}
