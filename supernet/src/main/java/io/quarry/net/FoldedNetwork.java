package io.quarry.net;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network with its own weights and without batch normalization: what is quantized and exported.
 * Java arrays only, so that it travels.
 *
 * @param network the architecture
 * @param layers by the name of each layer
 */
public record FoldedNetwork(Network network, Map<String, FoldedLayer> layers)
    implements Serializable {

  public FoldedNetwork {
    layers = new LinkedHashMap<>(layers);
    for (Layer layer : network.layers()) {
      if (!layers.containsKey(layer.name())) {
        throw new IllegalArgumentException("Layer %s has no weights".formatted(layer.name()));
      }
    }
  }

  /**
   * Slices a sub-network from the shared parameters and folds its batch normalization.
   *
   * @param network whose layers are all among the parameters
   * @param parameters of its supernet
   * @param statistics of this very network
   */
  public static FoldedNetwork of(
      Network network, Parameters parameters, BatchStatistics statistics) {
    Map<String, FoldedLayer> layers = new LinkedHashMap<>();
    for (Layer layer : network.layers()) {
      layers.put(layer.name(), FoldedLayer.fold(layer, parameters, statistics));
    }
    return new FoldedNetwork(network, layers);
  }

  /** One layer with its weights. */
  public FoldedLayer layer(String name) {
    FoldedLayer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("No layer is named %s".formatted(name));
    }
    return layer;
  }

  @Override
  public Map<String, FoldedLayer> layers() {
    return java.util.Collections.unmodifiableMap(layers);
  }
}
