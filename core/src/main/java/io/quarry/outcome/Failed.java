package io.quarry.outcome;

import io.quarry.space.Candidate;
import java.util.Objects;

/**
 * A candidate that could not be evaluated.
 *
 * @param cause the exceptions' classes and messages, outermost first, joined by {@code "; caused by
 *     "}
 */
public record Failed(Candidate candidate, String cause, Provenance provenance) implements Outcome {

  public Failed {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(provenance, "provenance");
  }
}
