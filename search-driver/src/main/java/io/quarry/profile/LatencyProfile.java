package io.quarry.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarry.outcome.TimedOn;
import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import io.quarry.predict.latency.LatencyModel;
import io.quarry.predict.latency.TimedKernel;
import io.quarry.predict.latency.TimedNetwork;
import io.quarry.problem.InputException;
import io.quarry.profile.ProfiledNetwork.ProfiledKernel;
import io.quarry.seed.Seeds;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What networks take on hosts of one class.
 *
 * @param version of this document's form, {@value #VERSION}
 * @param hostClass what the user calls the hosts
 * @param cpu model name of their processor
 * @param runtime name and version of what ran the networks
 * @param batch images of one run
 * @param threads of one run
 * @param networks what was profiled, in that order
 */
public record LatencyProfile(
    int version,
    String hostClass,
    String cpu,
    String runtime,
    int batch,
    int threads,
    List<ProfiledNetwork> networks) {
  private static final int VERSION = 1;
  private static final Seeds SEEDS = new Seeds(0).child("latency-profile");

  public LatencyProfile {
    Objects.requireNonNull(hostClass, "hostClass");
    Objects.requireNonNull(cpu, "cpu");
    Objects.requireNonNull(runtime, "runtime");
    networks = List.copyOf(networks);
  }

  /** A profile of hosts such as one, with no network yet. */
  public static LatencyProfile of(TimedOn host) {
    return new LatencyProfile(
        VERSION,
        host.hostClass(),
        host.cpu(),
        host.runtime(),
        host.batch(),
        host.threads(),
        List.of());
  }

  /**
   * The profile of a document.
   *
   * @param json as {@link #json} writes it
   * @param origin what messages call it
   * @throws InputException when it is none
   */
  public static LatencyProfile parse(byte[] json, String origin) {
    LatencyProfile profile;
    try {
      profile = mapper().readValue(json, LatencyProfile.class);
    } catch (IOException e) {
      throw new InputException(
          "%s is no latency profile: %s".formatted(origin, e.getMessage()),
          "quarry profile writes one.",
          e);
    }
    if (profile.version() != VERSION || profile.networks().isEmpty()) {
      throw new InputException(
          "%s is a latency profile of version %d with %d networks"
              .formatted(origin, profile.version(), profile.networks().size()),
          "make a new one with quarry profile.");
    }
    return profile;
  }

  /** With further networks behind those that it has. */
  public LatencyProfile with(List<ProfiledNetwork> more) {
    return new LatencyProfile(
        version,
        hostClass,
        cpu,
        runtime,
        batch,
        threads,
        Stream.concat(networks.stream(), more.stream()).toList());
  }

  /**
   * Refuses hosts, a runtime or a way of running that this profile is not of.
   *
   * @param origin what messages call this profile
   * @param where what is to be predicted; an empty processor or class is not compared
   */
  public void requireComparable(String origin, TimedOn where) {
    List<String> differences = new ArrayList<>();
    if (!where.hostClass().isEmpty()) {
      compare(differences, "host class", hostClass, where.hostClass());
    }
    if (!where.cpu().isEmpty()) {
      compare(differences, "processor", cpu, where.cpu());
    }
    compare(differences, "runtime", runtime, where.runtime());
    compare(differences, "batch", batch, where.batch());
    compare(differences, "threads", threads, where.threads());
    if (!differences.isEmpty()) {
      throw new InputException(
          "Latency profile %s is of other hosts: %s"
              .formatted(origin, String.join("; ", differences)),
          "make one for these with quarry profile.");
    }
  }

  /** What it is of, as {@link TimedOn#comparable} says it. */
  public String comparable() {
    return new TimedOn(hostClass, "", cpu, runtime, batch, threads, 0, Instant.EPOCH).comparable();
  }

  /** What the control model took, in milliseconds: the median of all networks. */
  public double paceMs() {
    double[] control = networks.stream().mapToDouble(ProfiledNetwork::controlMs).sorted().toArray();
    return control[control.length / 2];
  }

  /**
   * The model of latency that is fitted to it, at one pace of the hosts: where the control model
   * took longer, everything is taken to have. Costs some seconds.
   */
  public LatencyModel model() {
    List<TimedKernel> kernels = new ArrayList<>();
    List<TimedNetwork> whole = new ArrayList<>();
    double pace = paceMs();
    for (ProfiledNetwork network : networks) {
      double toPace = pace / network.controlMs();
      List<FusedKernel> fused = new ArrayList<>();
      for (ProfiledKernel kernel : network.kernels()) {
        double[] features = kernel.features().stream().mapToDouble(Double::doubleValue).toArray();
        FusedKernel one = FusedKernel.of(new KernelKind(kernel.kind(), kernel.names()), features);
        fused.add(one);
        kernels.add(new TimedKernel(one, kernel.ms() * toPace));
      }
      whole.add(new TimedNetwork(fused, network.latencyMs() * toPace));
    }
    return LatencyModel.fit(kernels, whole, SEEDS);
  }

  /** JSON in UTF-8. */
  public byte[] json() {
    try {
      return mapper().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A profile is always JSON", e);
    }
  }

  private static void compare(
      List<String> differences, String what, Object profiled, Object asked) {
    if (!profiled.equals(asked)) {
      differences.add("%s %s, not %s".formatted(what, profiled, asked));
    }
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  }
}
