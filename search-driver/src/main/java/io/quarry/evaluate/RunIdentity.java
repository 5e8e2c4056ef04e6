package io.quarry.evaluate;

import io.quarry.outcome.Provenance;
import java.io.Serializable;
import java.time.Instant;

/**
 * What every outcome of a run has in common in its provenance.
 *
 * @param run the run's name
 * @param configurationHash hash of what decides its results
 * @param supernetHash SHA-256 of the supernet's checkpoint
 * @param dataHash SHA-256 of the images used for calibration and validation
 * @param codeVersion version and commit of the code
 */
public record RunIdentity(
    String run, String configurationHash, String supernetHash, String dataHash, String codeVersion)
    implements Serializable {

  /** The provenance of one outcome. */
  Provenance provenance(long seed, Host host, Instant startedAt, double durationMs) {
    return new Provenance(
        run,
        configurationHash,
        supernetHash,
        dataHash,
        codeVersion,
        seed,
        host.name(),
        host.cpu(),
        startedAt,
        durationMs);
  }
}
