package io.quarry.predict.latency;

import io.quarry.seed.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What kernels take in each other's company beyond what they take by themselves: layouts that one
 * leaves to the next, caches, what a runtime does between two operators and a profiler beside them.
 *
 * <p>Learned from networks that were timed as a whole, each of which tells the sum of what its
 * kernels take. By a Gaussian process over kernels (Rasmussen and Williams 2006, chapter 2) that is
 * seen through these sums: the relative error of a kernel is one part that all kernels share, one
 * that its kind shares, one that kernels with like features share, and one of its own. So a kernel
 * that no network had is corrected by its like, and one unlike all others hardly at all. Immutable.
 */
final class Company implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Fewer networks correct nothing. */
  private static final int FEWEST_NETWORKS = 5;

  /** No spread of a network is less than this share of it. */
  private static final double LEAST_SPREAD = 1e-3;

  /** No network, or part of one, takes less than this share of the sum of its kernels. */
  private static final double LEAST_SHARE = 0.2;

  private final Likeness likeness;
  private final Observed[] networks;

  /** Null where nothing is corrected. */
  private final Posterior posterior;

  /** What the process's deviation is multiplied by. */
  private final double spreadFactor;

  /** Null when fewer than two networks were measured. */
  private final LatencyQuality heldOut;

  private Company(
      Likeness likeness,
      Observed[] networks,
      Posterior posterior,
      double spreadFactor,
      LatencyQuality heldOut) {
    this.likeness = likeness;
    this.networks = networks;
    this.posterior = posterior;
    this.spreadFactor = spreadFactor;
    this.heldOut = heldOut;
  }

  /** A network: its kernels, and what each takes by itself. */
  static final class Network {
    final List<FusedKernel> kernels;
    final double[] ms;

    /** What the network was measured to take; of no interest in one that is predicted. */
    final double latencyMs;

    /**
     * A network.
     *
     * @param ms by kernel, milliseconds
     */
    Network(List<FusedKernel> kernels, double[] ms, double latencyMs) {
      this.kernels = kernels;
      this.ms = ms;
      this.latencyMs = latencyMs;
    }

    double sumMs() {
      return Arrays.stream(ms).sum();
    }
  }

  /** A network as the process sees it: its kernels' shares of its latency. */
  static final class Observed implements Serializable {
    private static final long serialVersionUID = 1L;
    final Likeness.Point[] points;
    final double[] shares;

    /** 1 over its latency in milliseconds, times the median network's. */
    final double constant;

    private Observed(Likeness.Point[] points, double[] shares, double constant) {
      this.points = points;
      this.shares = shares;
      this.constant = constant;
    }
  }

  /** Kernels take what they take by themselves. */
  static Company none() {
    return new Company(Likeness.of(List.of()), new Observed[0], null, 1, null);
  }

  /**
   * Learns from networks; takes some seconds for a thousand.
   *
   * @param measured their order does not matter
   */
  static Company fit(List<Network> measured, Seeds seeds) {
    List<Network> order = shuffled(measured, seeds.generator());
    if (order.size() < FEWEST_NETWORKS) {
      LatencyQuality asTheyAre =
          order.size() < 2
              ? null
              : LatencyQuality.of(
                  order.stream().mapToDouble(Network::sumMs).toArray(),
                  order.stream().mapToDouble(network -> network.latencyMs).toArray());
      return new Company(Likeness.of(List.of()), new Observed[0], null, 1, asTheyAre);
    }
    Set<FusedKernel> known = new LinkedHashSet<>();
    order.forEach(network -> known.addAll(network.kernels));
    Likeness likeness = Likeness.of(known);
    double unit = Robust.median(order.stream().mapToDouble(n -> n.latencyMs).toArray());
    Observed[] networks =
        order.stream().map(n -> observed(likeness, n, n.latencyMs, unit)).toArray(Observed[]::new);
    double[] errors = order.stream().mapToDouble(n -> 1 - n.sumMs() / n.latencyMs).toArray();
    Posterior posterior = Posterior.fit(networks, errors, unit);
    return new Company(likeness, networks, posterior, 1, null).judged(order, errors);
  }

  private static List<Network> shuffled(List<Network> measured, RandomGenerator random) {
    List<Network> order = new ArrayList<>(measured);
    order.sort(
        Comparator.comparingDouble((Network network) -> network.latencyMs)
            .thenComparing((a, b) -> Arrays.compare(a.ms, b.ms)));
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  private static Observed observed(
      Likeness likeness, Network network, double latencyMs, double unit) {
    return new Observed(
        network.kernels.stream().map(likeness::point).toArray(Likeness.Point[]::new),
        Arrays.stream(network.ms).map(ms -> ms / latencyMs).toArray(),
        unit / latencyMs);
  }

  /** With the agreement of each network with what the others say of it. */
  private Company judged(List<Network> order, double[] errors) {
    double[] left = posterior.leftOut(errors);
    double[] deviations = posterior.leftOutDeviations();
    double[] predicted = new double[left.length];
    double[] measured = new double[left.length];
    double[] ratios = new double[left.length];
    for (int i = 0; i < left.length; i++) {
      measured[i] = order.get(i).latencyMs;
      predicted[i] = bounded(measured[i] * (1 - left[i]), order.get(i).sumMs());
      ratios[i] = Math.abs(left[i]) / deviations[i];
    }
    return new Company(
        likeness,
        networks,
        posterior,
        Robust.deviation(ratios),
        LatencyQuality.of(predicted, measured));
  }

  /** Whether nothing is corrected. */
  boolean isNone() {
    return posterior == null;
  }

  /** What a kernel takes more than by itself, as a share of it; negative where it takes less. */
  double share(FusedKernel kernel) {
    return isNone() ? 0 : posterior.mean(likeness.point(kernel), networks);
  }

  /** What a network takes of which the kernels take so much by themselves, and so much together. */
  double latencyMs(double aloneMs, double togetherMs) {
    return isNone() ? aloneMs : bounded(togetherMs + posterior.constantMs(), aloneMs);
  }

  /** The same of kernels that are not all of a network's. */
  double partMs(double aloneMs, double togetherMs) {
    return isNone() ? aloneMs : bounded(togetherMs, aloneMs);
  }

  private static double bounded(double ms, double aloneMs) {
    return Math.max(ms, LEAST_SHARE * aloneMs);
  }

  /** What a network's latency is uncertain by, in milliseconds; some tenths of a millisecond. */
  double spreadMs(Network network, double latencyMs) {
    Observed seen = observed(likeness, network, latencyMs, posterior.unitMs());
    double share = spreadFactor * posterior.deviation(seen, networks);
    return Math.max(share, LEAST_SPREAD) * latencyMs;
  }

  Optional<LatencyQuality> heldOut() {
    return Optional.ofNullable(heldOut);
  }
}
