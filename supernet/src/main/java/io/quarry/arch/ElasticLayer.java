package io.quarry.arch;

import io.quarry.space.Condition;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A layer that some networks of an elastic family have: what a policy offers a decision for.
 *
 * @param name the layer's name in every network that has it
 * @param conditions all hold exactly in the candidates whose network has the layer; empty: always
 */
public record ElasticLayer(String name, List<Condition> conditions) implements Serializable {

  public ElasticLayer {
    Objects.requireNonNull(name, "name");
    conditions = List.copyOf(conditions);
  }
}
