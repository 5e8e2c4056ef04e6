package io.quarry.search;

import io.quarry.report.Learned;
import io.quarry.space.Candidate;
import java.util.List;
import java.util.Objects;

/**
 * What the controller of a one-shot search proposes to measure.
 *
 * @param candidates distinct, at least one
 * @param learned what it ended with
 */
record Proposal(List<Candidate> candidates, Learned learned) {

  Proposal {
    candidates = List.copyOf(candidates);
    Objects.requireNonNull(learned, "learned");
  }
}
