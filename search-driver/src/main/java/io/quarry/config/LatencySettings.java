package io.quarry.config;

import io.quarry.latency.Protocol;
import java.io.Serializable;
import java.util.Objects;

/**
 * How latency is measured and predicted.
 *
 * @param hostClass what the hosts that time are called; empty: the model of their processor says
 *     all
 * @param profile location of a latency profile to search by; empty: every candidate is timed
 * @param protocol how models are timed
 */
public record LatencySettings(String hostClass, String profile, Protocol protocol)
    implements Serializable {

  public LatencySettings {
    Objects.requireNonNull(hostClass, "hostClass");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(protocol, "protocol");
  }
}
