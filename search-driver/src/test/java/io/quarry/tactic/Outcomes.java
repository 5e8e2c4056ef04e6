package io.quarry.tactic;

import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.Map;

/** Outcomes for tests. */
final class Outcomes {
  static final Provenance PROVENANCE =
      new Provenance("run", "c", "s", "d", "v", 1, "host", "cpu", Instant.EPOCH, 1);

  private Outcomes() {}

  static Outcome measured(Candidate candidate, Map<String, Double> scores) {
    return new Measurement(candidate, Scores.of(scores), PROVENANCE);
  }

  static Outcome failed(Candidate candidate) {
    return new Failed(candidate, "java.lang.IllegalStateException: no", PROVENANCE);
  }
}
