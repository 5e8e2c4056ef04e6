package io.quarry.outcome;

import io.quarry.space.Candidate;
import java.io.Serializable;

/** What became of one candidate: {@link Measurement} or {@link Failed}; both are data. */
public sealed interface Outcome extends Serializable permits Measurement, Failed {

  /** The candidate that was evaluated. */
  Candidate candidate();

  /** Where this outcome came from. */
  Provenance provenance();
}
