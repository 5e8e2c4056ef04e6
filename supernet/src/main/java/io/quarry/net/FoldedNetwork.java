package io.quarry.net;

import io.quarry.arch.Network;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network with the folded weights of its layers: what is quantized and exported. */
public final class FoldedNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Network network;
  private final LinkedHashMap<String, FoldedLayer> layers;

  /**
   * A network and the weights of every one of its layers.
   *
   * @param layers by name
   */
  public FoldedNetwork(Network network, Map<String, FoldedLayer> layers) {
    this.network = network;
    this.layers = new LinkedHashMap<>(layers);
    network.layers().forEach(layer -> layer(layer.name()));
  }

  /** The architecture. */
  public Network network() {
    return network;
  }

  /** The weights of a layer. */
  public FoldedLayer layer(String name) {
    FoldedLayer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("Layer %s has no weights".formatted(name));
    }
    return layer;
  }
}
