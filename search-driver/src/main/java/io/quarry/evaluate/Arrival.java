package io.quarry.evaluate;

import io.quarry.outcome.Outcome;
import java.io.Serializable;

/** What an executor says of a candidate, or of itself. */
sealed interface Arrival extends Event, Serializable {

  /** A candidate is done with. */
  record Came(Outcome outcome) implements Arrival {}

  /**
   * A candidate ran out of memory beside others, so that it may not be the one to blame.
   *
   * @param key the candidate's
   * @param reason for people
   */
  record Suspected(String key, String reason) implements Arrival {}

  /**
   * An executor cannot evaluate at all; nor could others like it.
   *
   * @param problem what is wrong, with advice
   */
  record Refused(String problem) implements Arrival {}
}
