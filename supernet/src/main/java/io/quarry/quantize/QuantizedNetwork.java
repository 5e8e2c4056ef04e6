package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.NumberFormat;
import io.quarry.format.Quantizer;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network whose every layer is in the formats of a policy: what is exported and run.
 *
 * <p>How a node's output x is handed on:
 *
 * <ul>
 *   <li>What an integer layer puts out, or a sum, product or mean of nothing but such, is stored as
 *       codes of its <em>carrier</em>, unless it is the logits; only so does a runtime compute it
 *       in integers. When its readers are layers that agree on a format of integers, the carrier is
 *       theirs. Otherwise it has 8 bits: the format of the first reader of 8 bits, else {@code
 *       uint8}; so a residual path keeps 8 bits however few the layers beside it have, and a
 *       float32 layer reads the numbers of 8-bit codes.
 *   <li>Everything else is stored in float32.
 *   <li>A layer quantizes what it reads, as it is stored, to its own format, unless the carrier has
 *       that format already.
 *   <li>A sum, a product or a mean is taken of the numbers that are stored, in float32.
 * </ul>
 */
public final class QuantizedNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Network network;
  private final Map<String, QuantizedLayer> layers;
  private final Map<Integer, Quantizer> carriers;

  private QuantizedNetwork(
      Network network, Map<String, QuantizedLayer> layers, Map<Integer, Quantizer> carriers) {
    this.network = network;
    this.layers = Map.copyOf(layers);
    this.carriers = Map.copyOf(carriers);
  }

  /** Brings a calibrated network into the formats of a policy. */
  public static QuantizedNetwork of(
      Calibration calibration, Policy policy, PolicySettings settings) {
    Network network = calibration.folded().network();
    Map<String, QuantizedLayer> layers = new HashMap<>();
    for (Layer layer : network.layers()) {
      layers.put(layer.name(), QuantizedLayer.of(layer, policy.of(layer), calibration, settings));
    }
    Map<Integer, Quantizer> carriers = new HashMap<>();
    CarrierFormats formats = CarrierFormats.of(network, policy, settings.weightGranularity());
    for (int node = 0; node < network.nodes().size(); node++) {
      int index = node;
      formats
          .of(node)
          .ifPresent(
              format -> {
                Grid grid =
                    isRead(network, index, policy, format)
                        ? calibration.activations(index, format, settings)
                        : calibration.calibrated(index, format, settings);
                carriers.put(index, Quantizer.perTensor(format, grid));
              });
    }
    return new QuantizedNetwork(network, layers, carriers);
  }

  /** Whether a layer reads a node in just that format, so that the carrier has the layer's grid. */
  private static boolean isRead(Network network, int node, Policy policy, NumberFormat format) {
    return network.layers().stream()
        .anyMatch(layer -> layer.input() == node && policy.of(layer).activations().equals(format));
  }

  /** The architecture. */
  public Network network() {
    return network;
  }

  /** A layer in its formats. */
  public QuantizedLayer layer(Layer layer) {
    return layers.get(layer.name());
  }

  /** How a node's output is stored as codes; empty where it is stored in float32. */
  public Optional<Quantizer> carrier(int node) {
    return Optional.ofNullable(carriers.get(node));
  }
}
