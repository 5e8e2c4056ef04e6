package io.quarry.store;

import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Outcomes for tests. */
final class Outcomes {
  static final Objective ERROR = Objective.minimize("top1-error", "top1_error_percent", "%");
  static final Objective SIZE = Objective.minimize("size-bytes", "size_bytes", "bytes");
  static final Objective MACS = Objective.minimize("macs", "macs", "");

  private Outcomes() {}

  static Candidate candidate(int kernel) {
    return Candidate.of(
        Map.of("stage1.kernel", String.valueOf(kernel), "stage1.format", "int4/uint8"));
  }

  static StoredOutcome measured(int batch, int position, int kernel) {
    Scores scores = Scores.of(Map.of("top1-error", 0.1 + kernel, "size-bytes", 1e9 + kernel));
    return new StoredOutcome(
        batch, position, new Measurement(candidate(kernel), scores, provenance(kernel)));
  }

  static StoredOutcome failed(int batch, int position, int kernel) {
    return new StoredOutcome(
        batch,
        position,
        new Failed(candidate(kernel), "a.B: no; caused by c.D: ö", provenance(kernel)));
  }

  static List<Integer> kernels(Journal journal) {
    return journal.entries().stream()
        .map(entry -> Integer.valueOf(entry.outcome().candidate().value("stage1.kernel")))
        .toList();
  }

  private static Provenance provenance(int kernel) {
    return new Provenance(
        "run",
        "c0",
        "50",
        "da",
        "0.1.0",
        Long.MIN_VALUE + kernel,
        "host",
        "cpu",
        Instant.parse("2026-11-21T09:26:48.123456Z"),
        12.5);
  }
}
