package io.quarry.outcome;

import io.quarry.problem.Secrets;
import io.quarry.space.Candidate;
import java.util.Objects;

/**
 * A candidate that could not be evaluated.
 *
 * @param cause the exceptions' classes and messages, outermost first, joined by {@code "; caused by
 *     "}; secrets are cut out of them
 */
public record Failed(Candidate candidate, String cause, Provenance provenance) implements Outcome {

  public Failed {
    Objects.requireNonNull(candidate, "candidate");
    cause = Secrets.redact(Objects.requireNonNull(cause, "cause"));
    Objects.requireNonNull(provenance, "provenance");
  }
}
