package io.quarry.quantize;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.format.CodeFormat;
import io.quarry.format.IntegerFormat;
import io.quarry.format.NumberFormat;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the outputs of a network's nodes are stored under a policy, as {@link QuantizedNetwork} says;
 * known without weights or images.
 */
public final class CarrierFormats {
  private static final int CARRIER_BITS = 8;

  private final Policy policy;
  private final Granularity granularity;
  private final Map<Integer, CodeFormat> formats = new HashMap<>();

  private CarrierFormats(Policy policy, Granularity granularity) {
    this.policy = policy;
    this.granularity = granularity;
  }

  /**
   * The formats of a network.
   *
   * @param policy formats of all of its layers
   * @param granularity of the weights' grids
   */
  public static CarrierFormats of(Network network, Policy policy, Granularity granularity) {
    CarrierFormats carriers = new CarrierFormats(policy, granularity);
    for (int node = 0; node < network.nodes().size(); node++) {
      if (carriers.isMadeOfCodes(network.nodes().get(node))) {
        Optional<CodeFormat> format = carriers.format(network, node);
        if (format.isPresent()) {
          carriers.formats.put(node, format.get());
        }
      }
    }
    return carriers;
  }

  /** How a node's output is stored as codes; empty where it is stored in float32. */
  public Optional<CodeFormat> of(int node) {
    return Optional.ofNullable(formats.get(node));
  }

  /** As {@link QuantizedLayer#isInteger}. */
  public boolean isInteger(Layer layer) {
    LayerFormats of = policy.of(layer);
    return of.areIntegers()
        && (!((CodeFormat) of.weights()).hasOffset()
            || granularity.grids(layer.outputChannels()) == 1);
  }

  private boolean isMadeOfCodes(Node node) {
    return node instanceof Layer layer
        ? isInteger(layer)
        : formats.keySet().containsAll(node.inputs());
  }

  private Optional<CodeFormat> format(Network network, int node) {
    Set<CodeFormat> wanted = new LinkedHashSet<>();
    List<Node> readers =
        network.nodes().stream().filter(reader -> reader.inputs().contains(node)).toList();
    boolean agree = true;
    for (Node reader : readers) {
      if (reader instanceof Layer layer) {
        NumberFormat format = policy.of(layer).activations();
        if (format instanceof CodeFormat codes) {
          wanted.add(codes);
        } else {
          agree = false;
        }
      } else {
        agree = false;
      }
    }
    if (readers.isEmpty() || (agree && wanted.size() == 1)) {
      return wanted.stream().findFirst();
    }
    return Optional.of(
        wanted.stream()
            .filter(CarrierFormats::canCarry)
            .findFirst()
            .orElse(IntegerFormat.unsigned(CARRIER_BITS)));
  }

  private static boolean canCarry(CodeFormat format) {
    return format.bits() == CARRIER_BITS && (format.minCode() < 0 || format.hasOffset());
  }
}
