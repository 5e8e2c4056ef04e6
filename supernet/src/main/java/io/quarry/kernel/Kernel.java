package io.quarry.kernel;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The work of one node of a network as the runtime runs it. Equal kernels are equal work.
 *
 * @param kind what it is and computes in, such as {@code conv int8}; a kind's features have the
 *     same names always
 * @param features by name, in the order of names
 */
public record Kernel(String kind, SortedMap<String, Double> features) implements Serializable {

  public Kernel {
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
  }

  /** A feature's value. */
  public double feature(String name) {
    Double value = features.get(name);
    if (value == null) {
      throw new IllegalArgumentException("A %s has no feature %s".formatted(kind, name));
    }
    return value;
  }

  /** The canonical text, {@code conv int8: inputs=16.0;…}, in the order of names. */
  public String text() {
    return features.entrySet().stream()
        .map(feature -> feature.getKey() + "=" + feature.getValue())
        .collect(Collectors.joining(";", kind + ": ", ""));
  }
}
