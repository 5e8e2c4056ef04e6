package io.quarry.outcome;

import io.quarry.objective.Scores;
import io.quarry.space.Candidate;
import java.util.Objects;

/** A candidate that was evaluated, and its scores. */
public record Measurement(Candidate candidate, Scores scores, Provenance provenance)
    implements Outcome {

  public Measurement {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(scores, "scores");
    Objects.requireNonNull(provenance, "provenance");
  }
}
