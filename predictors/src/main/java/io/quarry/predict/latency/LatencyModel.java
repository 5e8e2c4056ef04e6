package io.quarry.predict.latency;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
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
 * 2021), calibrated on networks that were timed as a whole.
 *
 * <p>A kernel is predicted once and remembered, so that networks which share kernels cost a look-up
 * a kernel. Thread-safe and serializable; what it remembers does not travel.
 */
public final class LatencyModel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More kernels than this are predicted anew each time. */
  private static final int MOST_REMEMBERED = 200_000;

  /** Before a kind's features: how many of it there are, and what they take. */
  private static final int OWN_CONTENTS = 2;

  /** No spread of a network's sum is less than this share of it. */
  private static final double LEAST_SPREAD = 1e-3;

  /** By the name of the kind. */
  private final TreeMap<String, KernelRegressor> regressors;

  /** The place of a kind among the sums. */
  private final HashMap<String, Integer> places;

  /** By the place of a kind: where its features begin among a network's contents. */
  private final int[] starts;

  private final Calibration calibration;
  private final transient Map<FusedKernel, Part> remembered = new ConcurrentHashMap<>();

  private LatencyModel(SortedMap<String, KernelRegressor> regressors, Calibration calibration) {
    this.regressors = new TreeMap<>(regressors);
    this.calibration = calibration;
    this.places = new HashMap<>();
    this.starts = new int[regressors.size() + 1];
    for (Map.Entry<String, KernelRegressor> kind : regressors.entrySet()) {
      int place = places.size();
      places.put(kind.getKey(), place);
      starts[place + 1] = starts[place] + OWN_CONTENTS + kind.getValue().kind().features().size();
    }
  }

  /** A kernel's share of a network. */
  private record Part(int place, LatencyEstimate estimate) {}

  /** The sums of one network. */
  private static final class Sums {
    final double[] msByKind;
    final double spreadMs;
    final double[] contents;

    Sums(double[] msByKind, double spreadMs, double[] contents) {
      this.msByKind = msByKind;
      this.spreadMs = spreadMs;
      this.contents = contents;
    }
  }

  /**
   * Learns one regressor a kind, then how networks differ from the sums of their kernels: as little
   * as possible (not at all, one factor, a constant, a factor for each kind drawn towards 1; then
   * by what they consist of), by what predicts networks held out best.
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
    LatencyModel sum = new LatencyModel(regressors, Calibration.none(regressors.size()));
    // Networks have kernels that were learned from, and would flatter the model by them.
    heldOutMs.forEach(sum::remember);
    List<Calibration.Network> sums = new ArrayList<>();
    for (TimedNetwork network : networks) {
      Sums of = sum.sums(network.kernels());
      sums.add(new Calibration.Network(of.msByKind, of.spreadMs, of.contents, network.latencyMs()));
    }
    return new LatencyModel(
        regressors, Calibration.fit(regressors.size(), sums, seeds.child("networks")));
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
      if (!places.containsKey(kernel.kind().name())) {
        unseen.add(kernel.kind().name());
      }
    }
    return unseen;
  }

  /**
   * Predicts a network. The spread takes errors of one kind of kernels to agree, and kinds to err
   * independently, times what networks held out showed.
   *
   * @param kernels what the network executes, repeats included
   * @throws InputException when a kernel is of a kind that was not seen, or of one that had other
   *     features; all such kinds are named
   */
  public LatencyEstimate predict(List<FusedKernel> kernels) {
    Sums sums = sums(kernels);
    return new LatencyEstimate(
        calibration.latencyMs(sums.msByKind, sums.contents), calibration.spreadMs(sums.spreadMs));
  }

  /** The agreement with networks held out; empty when fewer than two were given. */
  public Optional<LatencyQuality> heldOut() {
    return calibration.heldOut();
  }

  /** By kind: its regressor, before calibration. */
  public SortedMap<String, KernelRegressor> regressors() {
    return Collections.unmodifiableSortedMap(regressors);
  }

  /** The milliseconds that a network takes beside its kernels, 0 or more. */
  public double constantMs() {
    return calibration.constantMs();
  }

  /** By kind: what its kernels' milliseconds are multiplied by within a network, 0 or more. */
  public SortedMap<String, Double> factors() {
    SortedMap<String, Double> factors = new TreeMap<>();
    places.forEach((kind, place) -> factors.put(kind, calibration.factor(place)));
    return factors;
  }

  private Sums sums(List<FusedKernel> kernels) {
    double[] ms = new double[places.size()];
    double[] spreads = new double[places.size()];
    double[] contents = new double[starts[places.size()]];
    for (FusedKernel kernel : kernels) {
      Part part = remembered.get(kernel);
      if (part == null) {
        part = part(kernel, kernels);
      }
      ms[part.place] += part.estimate.latencyMs();
      spreads[part.place] += part.estimate.spreadMs();
      add(kernel, part, contents);
    }
    double squares = 0;
    for (double spread : spreads) {
      squares += spread * spread;
    }
    double least = LEAST_SPREAD * Arrays.stream(ms).sum();
    return new Sums(ms, Math.max(Math.sqrt(squares), least), contents);
  }

  private void add(FusedKernel kernel, Part part, double[] contents) {
    int at = starts[part.place];
    contents[at]++;
    contents[at + 1] += part.estimate.latencyMs();
    double[] features = kernel.row();
    for (int j = 0; j < features.length; j++) {
      contents[at + OWN_CONTENTS + j] += features[j];
    }
  }

  private void remember(FusedKernel kernel, double latencyMs) {
    String kind = kernel.kind().name();
    LatencyEstimate estimate = regressors.get(kind).estimate(latencyMs);
    remembered.put(kernel, new Part(places.get(kind), estimate));
  }

  private Part part(FusedKernel kernel, List<FusedKernel> network) {
    Integer place = places.get(kernel.kind().name());
    if (place == null) {
      throw new InputException(
          "No kernel of kind %s was timed".formatted(String.join(", ", unseen(network))),
          "profile networks that have such kernels; timed were %s."
              .formatted(String.join(", ", regressors.keySet())));
    }
    KernelRegressor regressor = regressors.get(kernel.kind().name());
    requireAlike(regressor.kind(), kernel.kind());
    Part part = new Part(place, regressor.predict(kernel));
    if (remembered.size() < MOST_REMEMBERED) {
      remembered.put(kernel, part);
    }
    return part;
  }

  /** Remembers anew: the default leaves the memory null. */
  private Object readResolve() {
    return new LatencyModel(regressors, calibration);
  }
}
