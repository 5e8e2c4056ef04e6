package io.quarry.predict.latency;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * A kind of fused kernel, whose latencies one regressor learns: {@code conv-relu/int8}.
 *
 * <p>Features that grow with the work (multiply-accumulates, bytes read and written) serve best: a
 * regressor begins with a sum of them. Sizes, strides and flags (0 or 1) tell it the rest.
 *
 * @param name what it is called
 * @param features the names of the numbers that tell two kernels of this kind apart, at least one,
 *     each once
 */
public record KernelKind(String name, List<String> features) implements Serializable {
  /** Copies and checks. */
  public KernelKind {
    features = List.copyOf(features);
    if (name.isBlank() || features.isEmpty() || new HashSet<>(features).size() < features.size()) {
      throw new IllegalArgumentException(
          "A kind of kernels named \"%s\" cannot have the features %s".formatted(name, features));
    }
  }
}
