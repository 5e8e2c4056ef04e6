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

  /** Architecture and formats, jointly and without restrictions. */
  static SearchSpace declared(SupernetSettings supernet, PolicySettings policy) {
    // The decisions depend on what is elastic alone, not on the images.
    ElasticConvNet net = new ElasticConvNet(supernet.family(), new Shape(1, 1, 1), 1);
    return net.space().with(policy.decisions(net.layers()));
  }
}
