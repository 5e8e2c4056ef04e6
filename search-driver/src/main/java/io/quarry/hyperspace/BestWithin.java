package io.quarry.hyperspace;

import java.util.Arrays;

/**
 * The networks within a latency: how many there are, and those with the smallest losses. Of equal
 * losses any may be kept. A heap with the largest of the kept losses on top, so that nearly every
 * network costs one comparison. Not thread-safe.
 */
final class BestWithin {
  private final double latencyMs;
  private final double[] losses;
  private final int[] networks;
  private int kept;
  private int within;

  /** Keeps at most {@code count} networks within a latency. */
  BestWithin(double latencyMs, int count) {
    this.latencyMs = latencyMs;
    this.losses = new double[count];
    this.networks = new int[count];
  }

  /**
   * Looks at networks.
   *
   * @param first the number of the first
   * @param count how many of the arrays' values count
   */
  void look(double[] newLosses, double[] latenciesMs, int first, int count) {
    for (int i = 0; i < count; i++) {
      if (latenciesMs[i] <= latencyMs) {
        within++;
        if (kept < losses.length) {
          rise(newLosses[i], first + i);
        } else if (newLosses[i] < losses[0]) {
          sink(newLosses[i], first + i);
        }
      }
    }
  }

  private void rise(double loss, int network) {
    int at = kept++;
    while (at > 0 && losses[(at - 1) / 2] < loss) {
      put(at, losses[(at - 1) / 2], networks[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, loss, network);
  }

  private void sink(double loss, int network) {
    int at = 0;
    int child = largerChild(at);
    while (child < kept && losses[child] > loss) {
      put(at, losses[child], networks[child]);
      at = child;
      child = largerChild(at);
    }
    put(at, loss, network);
  }

  private int largerChild(int at) {
    int left = 2 * at + 1;
    return left + 1 < kept && losses[left + 1] > losses[left] ? left + 1 : left;
  }

  private void put(int at, double loss, int network) {
    losses[at] = loss;
    networks[at] = network;
  }

  /** How many networks are within the latency. */
  int within() {
    return within;
  }

  /** The mean of the smallest losses, added up from the smallest on; NaN where there are none. */
  double meanLoss() {
    double[] sorted = Arrays.copyOf(losses, kept);
    Arrays.sort(sorted);
    double sum = 0;
    for (double loss : sorted) {
      sum += loss;
    }
    return sum / kept;
  }

  /** The numbers of the networks with the smallest losses. */
  int[] networks() {
    return Arrays.copyOf(networks, kept);
  }
}
