package io.quarry.config;

import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Shape;
import io.quarry.quantize.PolicySettings;
import io.quarry.space.SearchSpace;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which part of the joint space is searched.
 *
 * @param restrict decision, or group of decisions, to the values that it may take, as {@link
 *     SearchSpace#restrict} has it; empty: all of the space
 */
public record SpaceSettings(SortedMap<String, List<String>> restrict) implements Serializable {

  public SpaceSettings {
    TreeMap<String, List<String>> copy = new TreeMap<>();
    restrict.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    restrict = Collections.unmodifiableSortedMap(copy);
  }

  /** The joint space without restrictions, with a decision even for layers that are tied. */
  static SearchSpace untied(SupernetSettings supernet, PolicySettings policy) {
    ElasticConvNet net = net(supernet);
    return policy.choices(net).untied(net.space());
  }

  /** Architecture and formats, jointly, as far as these settings leave them. */
  SearchSpace joint(SupernetSettings supernet, PolicySettings policy) {
    ElasticConvNet net = net(supernet);
    return policy.choices(net).joint(net.space(), restrict);
  }

  /** All of the space. */
  static SpaceSettings unrestricted() {
    return new SpaceSettings(new TreeMap<>());
  }

  /** What is elastic; decisions depend on that alone, not on the images. */
  public static ElasticConvNet net(SupernetSettings supernet) {
    return new ElasticConvNet(supernet.family(), new Shape(1, 1, 1), 1);
  }
}
