package io.quarry.predict.latency;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predicts a network's latency as the sum of its kernels plus a constant (nn-Meter, Zhang et al.
 * 2021), each kernel corrected by what networks that were timed as a whole tell of its like.
 *
 * <p>A kernel is predicted once and remembered, so that networks which share kernels cost a look-up
 * a kernel. Thread-safe and serializable; what it remembers does not travel.
 */
public final class LatencyModel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More kernels than this are predicted anew each time. */
  private static final int MOST_REMEMBERED = 200_000;

  /** No spread of a network's sum is less than this share of it. */
  private static final double LEAST_SPREAD = 1e-3;

  /** By the name of the kind. */
  private final TreeMap<String, KernelRegressor> regressors;

  private final Company company;

  /** What kernels that were learned from take, as those say that did not learn from them. */
  private final HashMap<FusedKernel, Double> heldOutMs;

  private final transient Map<FusedKernel, Part> remembered = new ConcurrentHashMap<>();

  private LatencyModel(
      SortedMap<String, KernelRegressor> regressors,
      Map<FusedKernel, Double> heldOutMs,
      Company company) {
    this.regressors = new TreeMap<>(regressors);
    this.heldOutMs = new HashMap<>(heldOutMs);
    this.company = company;
  }

  /**
   * A kernel's share of a network.
   *
   * @param alone what it takes by itself
   * @param togetherMs what it takes in the company of others
   */
  private record Part(LatencyEstimate alone, double togetherMs) {}

  /**
   * Learns one regressor a kind, then what kernels take in each other's company, from how networks
   * differ from the sums of their kernels.
   *
   * @param kernels kernels that were timed by themselves, of all kinds that networks will have
   * @param networks networks that were timed as a whole; with fewer than five, a network is the sum
   *     of its kernels
   * @param seeds whatever is drawn comes from them alone
   * @throws InputException when there are no kernels, when kernels of one name have different
   *     features, or when networks have kinds that no kernel has
   */
  public static LatencyModel fit(
      List<TimedKernel> kernels, List<TimedNetwork> networks, Seeds seeds) {
    SortedMap<String, KernelRegressor> regressors = new TreeMap<>();
    Map<FusedKernel, Double> heldOutMs = new HashMap<>();
    byKind(kernels)
        .forEach(
            (kind, timed) ->
                regressors.put(
                    kind, KernelRegressor.fit(timed, seeds.child("kind", kind), heldOutMs)));
    // Networks have kernels that were learned from, and would flatter the model by them.
    LatencyModel alone = new LatencyModel(regressors, heldOutMs, Company.none());
    List<Company.Network> timed = new ArrayList<>();
    for (TimedNetwork network : networks) {
      timed.add(alone.network(network.kernels(), network.latencyMs()));
    }
    return new LatencyModel(regressors, heldOutMs, Company.fit(timed, seeds.child("networks")));
  }

  private static SortedMap<String, List<TimedKernel>> byKind(List<TimedKernel> kernels) {
    if (kernels.isEmpty()) {
      throw new InputException(
          "A latency model cannot learn from no timed kernel", "profile some blocks first.");
    }
    SortedMap<String, List<TimedKernel>> byKind = new TreeMap<>();
    for (TimedKernel timed : kernels) {
      KernelKind kind = timed.kernel().kind();
      List<TimedKernel> alike = byKind.computeIfAbsent(kind.name(), name -> new ArrayList<>());
      alike.add(timed);
      requireAlike(alike.get(0).kernel().kind(), kind);
    }
    return byKind;
  }

  private static void requireAlike(KernelKind one, KernelKind other) {
    if (!one.equals(other)) {
      throw new InputException(
          "Kernels of kind %s have the features %s here and %s there"
              .formatted(one.name(), one.features(), other.features()),
          "they come from profiles of different versions: profile again.");
    }
  }

  /** The kinds of some kernels that this model has not seen, sorted. */
  public SortedSet<String> unseen(Collection<FusedKernel> kernels) {
    SortedSet<String> unseen = new TreeSet<>();
    for (FusedKernel kernel : kernels) {
      if (!regressors.containsKey(kernel.kind().name())) {
        unseen.add(kernel.kind().name());
      }
    }
    return unseen;
  }

  /**
   * Predicts a network.
   *
   * @param kernels what the network executes, repeats included
   * @return milliseconds
   * @throws InputException when a kernel is of a kind that was not seen, or of one that had other
   *     features; all such kinds are named
   */
  public double latencyMs(List<FusedKernel> kernels) {
    double alone = 0;
    double together = 0;
    for (FusedKernel kernel : kernels) {
      Part part = part(kernel, kernels);
      alone += part.alone.latencyMs();
      together += part.togetherMs;
    }
    return company.latencyMs(alone, together);
  }

  /**
   * What some kernels of a network take of its latency. The parts of a network add up to it but for
   * a constant, the same for all networks, which is in none of them.
   *
   * @param kernels of the part, as they are in the network
   * @return milliseconds, more than 0
   * @throws InputException as {@link #latencyMs}
   */
  public double partMs(List<FusedKernel> kernels) {
    return company.partMs(
        kernels.stream().mapToDouble(kernel -> part(kernel, kernels).alone.latencyMs()).sum(),
        kernels.stream().mapToDouble(kernel -> part(kernel, kernels).togetherMs).sum());
  }

  /**
   * The same with its spread, which takes some hundred times as long. Where too few networks were
   * timed, errors of one kind of kernels are taken to agree, and kinds to err independently.
   */
  public LatencyEstimate predict(List<FusedKernel> kernels) {
    double latencyMs = latencyMs(kernels);
    double spreadMs =
        company.isNone()
            ? spreadOfSumMs(kernels)
            : company.spreadMs(network(kernels, latencyMs), latencyMs);
    return new LatencyEstimate(latencyMs, spreadMs);
  }

  private double spreadOfSumMs(List<FusedKernel> kernels) {
    Map<String, Double> byKind = new TreeMap<>();
    double sum = 0;
    for (FusedKernel kernel : kernels) {
      LatencyEstimate alone = part(kernel, kernels).alone;
      byKind.merge(kernel.kind().name(), alone.spreadMs(), Double::sum);
      sum += alone.latencyMs();
    }
    double squares = byKind.values().stream().mapToDouble(spread -> spread * spread).sum();
    return Math.max(Math.sqrt(squares), LEAST_SPREAD * sum);
  }

  /**
   * The agreement of networks with what the others say of them; empty when fewer than two were
   * given.
   */
  public Optional<LatencyQuality> heldOut() {
    return company.heldOut();
  }

  /** By kind: its regressor, for kernels by themselves. */
  public SortedMap<String, KernelRegressor> regressors() {
    return Collections.unmodifiableSortedMap(regressors);
  }

  private Company.Network network(List<FusedKernel> kernels, double latencyMs) {
    double[] ms = kernels.stream().mapToDouble(k -> part(k, kernels).alone.latencyMs()).toArray();
    return new Company.Network(kernels, ms, latencyMs);
  }

  private Part part(FusedKernel kernel, List<FusedKernel> network) {
    Part known = remembered.get(kernel);
    if (known != null) {
      return known;
    }
    KernelRegressor regressor = regressors.get(kernel.kind().name());
    if (regressor == null) {
      throw new InputException(
          "No kernel of kind %s was timed".formatted(String.join(", ", unseen(network))),
          "profile networks that have such kernels; timed were %s."
              .formatted(String.join(", ", regressors.keySet())));
    }
    requireAlike(regressor.kind(), kernel.kind());
    Double heldOut = heldOutMs.get(kernel);
    LatencyEstimate alone =
        heldOut == null ? regressor.predict(kernel) : regressor.estimate(heldOut);
    Part part = new Part(alone, alone.latencyMs() * (1 + company.share(kernel)));
    if (remembered.size() < MOST_REMEMBERED) {
      remembered.put(kernel, part);
    }
    return part;
  }

  /** Remembers anew: the default leaves the memory null. */
  private Object readResolve() {
    return new LatencyModel(regressors, heldOutMs, company);
  }
}
