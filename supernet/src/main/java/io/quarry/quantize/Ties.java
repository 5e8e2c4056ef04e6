package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which layers have no formats of their own, but those of an earlier layer.
 *
 * @param leaders by the name of a tied layer, the layer whose formats it has; no leader is tied
 */
public record Ties(SortedMap<String, String> leaders) {

  public Ties {
    leaders = Collections.unmodifiableSortedMap(new TreeMap<>(leaders));
  }

  /**
   * The ties of a network: of layers that agree, directly or through others, the first to be
   * executed leads.
   */
  static Ties of(Collection<Agreement> agreements, Network network) {
    if (agreements.isEmpty()) {
      return new Ties(new TreeMap<>());
    }
    List<Layer> layers = network.layers();
    Map<Layer, Integer> positions = new HashMap<>();
    layers.forEach(layer -> positions.put(layer, positions.size()));
    int[] leader = IntStream.range(0, layers.size()).toArray();
    agreements.stream()
        .flatMap(agreement -> agreement.groups(network))
        .forEach(
            group ->
                unite(
                    leader,
                    group.stream()
                        .map(layer -> leader[positions.get(layer)])
                        .collect(Collectors.toSet())));
    TreeMap<String, String> leaders = new TreeMap<>();
    for (int i = 0; i < leader.length; i++) {
      if (leader[i] != i) {
        leaders.put(layers.get(i).name(), layers.get(leader[i]).name());
      }
    }
    return new Ties(leaders);
  }

  /** These and those of another network of the same family. */
  Ties with(Ties other) {
    TreeMap<String, String> all = new TreeMap<>(leaders);
    all.putAll(other.leaders);
    return new Ties(all);
  }

  /** The layer whose formats a layer has; itself where it has its own. */
  public String leader(String layer) {
    return leaders.getOrDefault(layer, layer);
  }

  /** The names of the layers that have the formats of others. */
  public Set<String> tied() {
    return leaders.keySet();
  }

  private static void unite(int[] leader, Set<Integer> groups) {
    if (!groups.isEmpty()) {
      int first = Collections.min(groups);
      Arrays.setAll(leader, i -> groups.contains(leader[i]) ? first : leader[i]);
    }
  }
}
