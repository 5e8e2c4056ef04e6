package io.quarry.profile;

import io.quarry.predict.latency.FusedKernel;
import io.quarry.predict.latency.KernelKind;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A network that was timed as a whole and kernel by kernel.
 *
 * @param candidate canonical text of the candidate that it is of
 * @param latencyMs median of the whole, in milliseconds, positive
 * @param controlMs what the control model took then, in milliseconds, positive: the pace of the
 *     host
 * @param kernels in the order of execution, at least one
 */
public record ProfiledNetwork(
    String candidate, double latencyMs, double controlMs, List<ProfiledKernel> kernels)
    implements Serializable {

  public ProfiledNetwork {
    Objects.requireNonNull(candidate, "candidate");
    kernels = List.copyOf(kernels);
    if (kernels.isEmpty() || !isTime(latencyMs) || !isTime(controlMs)) {
      throw new IllegalArgumentException(
          "A network of %d kernels that takes %s ms where the control model takes %s"
              .formatted(kernels.size(), latencyMs, controlMs));
    }
  }

  /**
   * A kernel within a network.
   *
   * @param kind what kind of kernel
   * @param names of its features, the same for all of a kind
   * @param features one for each name
   * @param ms what it took there, positive
   */
  public record ProfiledKernel(String kind, List<String> names, List<Double> features, double ms)
      implements Serializable {

    public ProfiledKernel {
      names = List.copyOf(names);
      features = List.copyOf(features);
      if (names.size() != features.size() || !isTime(ms)) {
        throw new IllegalArgumentException(
            "A kernel of %d names and %d features that takes %s ms"
                .formatted(names.size(), features.size(), ms));
      }
      // Checks the rest, here where what is wrong is read.
      FusedKernel.of(
          new KernelKind(kind, names),
          features.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private static boolean isTime(double ms) {
    return ms > 0 && ms < Double.POSITIVE_INFINITY;
  }
}
