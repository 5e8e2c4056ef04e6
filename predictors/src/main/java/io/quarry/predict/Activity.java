package io.quarry.predict;

import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which decisions of a genome are active, by numbers alone.
 *
 * @param gates the conditions of each decision
 */
record Activity(List<List<Gate>> gates) {

  /** A condition: the deciding decision and which of its values allow. */
  static final class Gate {
    private final int decision;
    private final boolean[] allows;

    private Gate(int decision, boolean[] allows) {
      this.decision = decision;
      this.allows = allows;
    }
  }

  static Activity of(SearchSpace space) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < space.dimension(); i++) {
      numbers.put(space.decisions().get(i).name(), i);
    }
    return new Activity(
        space.decisions().stream()
            .map(
                decision ->
                    decision.conditions().stream()
                        .map(condition -> gate(condition, space, numbers))
                        .toList())
            .toList());
  }

  private static Gate gate(Condition condition, SearchSpace space, Map<String, Integer> numbers) {
    int number = numbers.get(condition.decision());
    Decision decision = space.decisions().get(number);
    boolean[] allows = new boolean[decision.values().size()];
    for (int v = 0; v < allows.length; v++) {
      allows[v] = condition.values().contains(decision.values().get(v));
    }
    return new Gate(number, allows);
  }

  boolean[] of(int[] genome) {
    boolean[] active = new boolean[genome.length];
    for (int i = 0; i < genome.length; i++) {
      active[i] = true;
      for (Gate gate : gates.get(i)) {
        active[i] &= active[gate.decision] && gate.allows[genome[gate.decision]];
      }
    }
    return active;
  }
}
