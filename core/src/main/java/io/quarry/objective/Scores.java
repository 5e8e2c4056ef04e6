package io.quarry.objective;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured on one candidate: objective name to finite value, in that objective's unit.
 *
 * @param values in the order of names
 */
public record Scores(SortedMap<String, Double> values) implements Serializable {

  public Scores {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    values.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Score %s is %s".formatted(name, value));
          }
        });
  }

  /** Scores of the given values. */
  public static Scores of(Map<String, Double> values) {
    return new Scores(new TreeMap<>(values));
  }

  /**
   * The value of one objective, in its unit.
   *
   * @throws IllegalArgumentException when it was not measured
   */
  public double of(Objective objective) {
    Double value = values.get(objective.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "Objective %s was not measured; there are %s"
              .formatted(objective.name(), values.keySet()));
    }
    return value;
  }

  /** The values of the objectives in minimised form, in their order. */
  public double[] canonical(List<Objective> objectives) {
    return objectives.stream().mapToDouble(o -> o.canonical(of(o))).toArray();
  }
}
