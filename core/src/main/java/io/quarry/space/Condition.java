package io.quarry.space;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What must hold for a decision to be active: another, earlier decision is active and has one of
 * the given values.
 *
 * @param decision the name of the earlier decision
 * @param values the values under which the condition holds; not empty
 */
public record Condition(String decision, List<String> values) implements Serializable {

  public Condition {
    Objects.requireNonNull(decision, "decision");
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Condition on %s allows no value".formatted(decision));
    }
  }
}
