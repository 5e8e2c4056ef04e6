package io.quarry.evaluate;

import io.quarry.latency.HostGate;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one Spark task does: score one candidate.
 *
 * @param candidate to score
 * @param seed the candidate's own, for its provenance
 */
record EvaluationTask(Candidate candidate, long seed) implements Serializable {

  Outcome run(Scorer scorer, RunIdentity identity) {
    Instant startedAt = Instant.now();
    long start = System.nanoTime();
    HostGate.Stay beside = HostGate.ofHost().enterToWork();
    try {
      Scores scores = scorer.score(candidate);
      return new Measurement(candidate, scores, provenance(identity, startedAt, start));
    } catch (Exception e) {
      // The task's edge: a candidate that fails is data. Errors such as a lack of memory are not
      // caught: they are the executor's, and Spark retries them elsewhere.
      return new Failed(candidate, causes(e), provenance(identity, startedAt, start));
    } finally {
      beside.close();
    }
  }

  private Provenance provenance(RunIdentity identity, Instant startedAt, long startNanos) {
    Host host = Host.current();
    return new Provenance(
        identity.run(),
        identity.configurationHash(),
        identity.supernetHash(),
        identity.dataHash(),
        identity.codeVersion(),
        seed,
        host.name(),
        host.cpu(),
        startedAt,
        Duration.ofNanos(System.nanoTime() - startNanos).toNanos() / 1e6);
  }

  private static String causes(Throwable thrown) {
    List<String> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && causes.size() < 8; t = t.getCause()) {
      causes.add(t.toString());
    }
    return String.join("; caused by ", causes);
  }
}
