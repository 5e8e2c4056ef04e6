package io.quarry.outcome;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * Where an outcome came from.
 *
 * @param run the run that paid for it
 * @param configurationHash hash of what decides that run's results
 * @param supernetHash SHA-256 of the supernet's checkpoint
 * @param dataHash SHA-256 of the images and labels used for calibration and validation
 * @param codeVersion version and commit of the code
 * @param seed the candidate's own seed
 * @param host name of the host that evaluated it
 * @param cpu model name of that host's processor
 * @param startedAt when the evaluation began
 * @param durationMs how long it took, in milliseconds
 */
public record Provenance(
    String run,
    String configurationHash,
    String supernetHash,
    String dataHash,
    String codeVersion,
    long seed,
    String host,
    String cpu,
    Instant startedAt,
    double durationMs)
    implements Serializable {

  public Provenance {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(configurationHash, "configurationHash");
    Objects.requireNonNull(supernetHash, "supernetHash");
    Objects.requireNonNull(dataHash, "dataHash");
    Objects.requireNonNull(codeVersion, "codeVersion");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(cpu, "cpu");
    Objects.requireNonNull(startedAt, "startedAt");
  }
}
