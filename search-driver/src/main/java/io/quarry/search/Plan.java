package io.quarry.search;

import java.math.BigInteger;
import java.util.Objects;

/**
 * What a search would do.
 *
 * @param spaceSize how many distinct candidates there are
 * @param supernet for people: where the checkpoint is, or that it has to be trained
 * @param master Spark's master
 */
public record Plan(BigInteger spaceSize, String supernet, String master) {

  public Plan {
    Objects.requireNonNull(spaceSize, "spaceSize");
    Objects.requireNonNull(supernet, "supernet");
    Objects.requireNonNull(master, "master");
  }
}
