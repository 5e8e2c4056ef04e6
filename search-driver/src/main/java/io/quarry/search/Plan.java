package io.quarry.search;

import io.quarry.space.SearchSpace;
import java.util.Objects;

/**
 * What a search would do.
 *
 * @param declared the space without restrictions
 * @param space what is searched of it
 * @param supernet for people: where the checkpoint is, or that it has to be trained
 * @param master Spark's master
 */
public record Plan(SearchSpace declared, SearchSpace space, String supernet, String master) {

  public Plan {
    Objects.requireNonNull(declared, "declared");
    Objects.requireNonNull(space, "space");
    Objects.requireNonNull(supernet, "supernet");
    Objects.requireNonNull(master, "master");
  }
}
