package io.quarry.quantize;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Layers that a target wants to have equal formats. */
public enum Agreement {
  /** Layers whose outputs meet in a sum or a product, or in one of such. */
  ADDITION {
    @Override
    Stream<List<Layer>> groups(Network network) {
      return network.nodes().stream()
          .filter(node -> node.inputs().size() > 1)
          .map(meeting -> sources(network, meeting).toList());
    }
  },
  /** A depthwise convolution and the 1×1 convolution of the same block that it reads. */
  DEPTHWISE {
    @Override
    Stream<List<Layer>> groups(Network network) {
      return network.nodes().stream()
          .filter(node -> node instanceof Conv conv && conv.depthwise() && conv.input() >= 0)
          .map(Conv.class::cast)
          .filter(conv -> isPointwise(network.nodes().get(conv.input())))
          .filter(conv -> block(conv).equals(block(network.nodes().get(conv.input()))))
          .map(conv -> List.of((Layer) network.nodes().get(conv.input()), conv));
    }
  };

  /** The layers of a network that agree with each other, a list for each reason they have. */
  abstract Stream<List<Layer>> groups(Network network);

  /** The name in descriptions of targets. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The layers whose outputs reach a node with no other layer between. */
  private static Stream<Layer> sources(Network network, Node node) {
    return node.inputs().stream()
        .filter(input -> input != Node.INPUT)
        .map(input -> network.nodes().get(input))
        .flatMap(
            input -> input instanceof Layer layer ? Stream.of(layer) : sources(network, input));
  }

  /**
   * What the names of a block's nodes begin with. Blocks are chosen one by one: what a block reads
   * is now of this type and now of another, and cannot lead it.
   */
  private static String block(Node node) {
    return node.name().substring(0, node.name().lastIndexOf('.') + 1);
  }

  private static boolean isPointwise(Node node) {
    return node instanceof Conv conv && conv.kernel() == 1 && !conv.depthwise();
  }
}
