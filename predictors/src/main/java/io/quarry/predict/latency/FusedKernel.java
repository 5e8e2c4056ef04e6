package io.quarry.predict.latency;

import io.quarry.problem.InputException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * One kernel of a network as a runtime executes it: its kind and its features. Equal kernels have
 * equal features. Immutable and thread-safe.
 */
public final class FusedKernel implements Serializable {
  private static final long serialVersionUID = 1L;

  private final KernelKind kind;
  private final double[] features;
  private final int hash;

  private FusedKernel(KernelKind kind, double[] features) {
    this.kind = kind;
    this.features = features;
    this.hash = 31 * kind.name().hashCode() + Arrays.hashCode(features);
  }

  /**
   * A kernel.
   *
   * @param features one finite value for each of the kind's, in their order
   * @throws InputException when one is not finite
   */
  public static FusedKernel of(KernelKind kind, double... features) {
    if (features.length != kind.features().size()) {
      throw new IllegalArgumentException(
          "A kernel of kind %s has the features %s, not %d values"
              .formatted(kind.name(), kind.features(), features.length));
    }
    double[] copy = new double[features.length];
    for (int j = 0; j < copy.length; j++) {
      if (!Double.isFinite(features[j])) {
        throw new InputException(
            "Feature %s of a kernel of kind %s is %s"
                .formatted(kind.features().get(j), kind.name(), features[j]));
      }
      // Negative zero is zero.
      copy[j] = features[j] + 0.0;
    }
    return new FusedKernel(kind, copy);
  }

  /** Its kind. */
  public KernelKind kind() {
    return kind;
  }

  /** The value of a feature that its kind names. */
  public double feature(String name) {
    int place = kind.features().indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException("%s is no feature of %s".formatted(name, kind));
    }
    return features[place];
  }

  /** Its features, in the order of the kind's names; not to be changed. */
  double[] row() {
    return features;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof FusedKernel that
            && hash == that.hash
            && kind.equals(that.kind)
            && Arrays.equals(features, that.features));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.name());
    for (int j = 0; j < features.length; j++) {
      text.append(' ').append(kind.features().get(j)).append('=').append(features[j]);
    }
    return text.toString();
  }
}
