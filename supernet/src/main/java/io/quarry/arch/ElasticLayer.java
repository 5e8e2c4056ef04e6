package io.quarry.arch;

import io.quarry.space.Condition;
import java.io.Serializable;
import java.util.List;

/**
 * A layer that a family's networks may have.
 *
 * @param name the layer's name
 * @param conditions what a candidate must decide for its network to have it; empty: always there
 */
public record ElasticLayer(String name, List<Condition> conditions) implements Serializable {

  public ElasticLayer {
    conditions = List.copyOf(conditions);
  }
}
