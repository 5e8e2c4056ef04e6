package io.quarry.report;

import io.quarry.outcome.Latency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What confirming a point of the front found.
 *
 * @param testErrorPercent share of test images that its model classifies wrongly, in percent
 * @param testImages how many test images there are
 * @param latencies its model's latency, measured once more; empty where latency was not searched
 *     for
 * @param float32Latencies the latency of the same architecture in float32; one, where {@code
 *     latencies} has one
 * @param standing how the point stands among the others, all of them confirmed
 */
public record Confirmed(
    double testErrorPercent,
    int testImages,
    List<Latency> latencies,
    List<Latency> float32Latencies,
    Standing standing) {
  /** How a point stands by test error and repeated latency in place of what was searched by. */
  public enum Standing {
    /** It stays on the front. */
    CONFIRMED,
    /** Another point is as good in all objectives and better in one. */
    DOMINATED,
    /** It breaks a constraint. */
    INFEASIBLE,
    /** Its host was too noisy to say. */
    UNSTEADY;

    /** As tables write it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Confirmed {
    latencies = List.copyOf(latencies);
    float32Latencies = List.copyOf(float32Latencies);
    Objects.requireNonNull(standing, "standing");
    if (testImages < 1) {
      throw new IllegalArgumentException("%d test images".formatted(testImages));
    }
  }

  /**
   * The 95 % interval of the test error.
   *
   * @return its lower and its upper end, in percent
   */
  double[] testErrorInterval() {
    return Share.interval(testErrorPercent, testImages);
  }
}
