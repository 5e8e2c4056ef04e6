package io.quarry.outcome;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * Where and how a model was timed. Two latencies compare only where all but the host's name, its
 * load and the time are equal: {@link #comparable}.
 *
 * @param hostClass what the user calls hosts of this kind; empty where there is no name for them
 * @param host name of the host
 * @param cpu model name of its processor
 * @param runtime name and version of what ran the model
 * @param batch images of one run
 * @param threads of one run
 * @param load the host's load average over the last minute as the timing began; negative where the
 *     system does not tell
 * @param at when the timing began
 */
public record TimedOn(
    String hostClass,
    String host,
    String cpu,
    String runtime,
    int batch,
    int threads,
    double load,
    Instant at)
    implements Serializable {

  public TimedOn {
    Objects.requireNonNull(hostClass, "hostClass");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(cpu, "cpu");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(at, "at");
  }

  /** What latencies that compare have in common, for people and as a key. */
  public String comparable() {
    return "%s%s, %s, batch %d, %d thread%s"
        .formatted(
            hostClass.isEmpty() ? "" : hostClass + ": ",
            cpu,
            runtime,
            batch,
            threads,
            threads == 1 ? "" : "s");
  }
}
