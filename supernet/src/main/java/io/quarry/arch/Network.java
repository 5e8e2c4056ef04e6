package io.quarry.arch;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A plain network: nodes in the order of execution, the last one putting out the logits, or
 * features where it is a part of others. Equal networks are the same architecture, whatever
 * candidate they came from.
 *
 * @param input shape of one image
 * @param nodes each reads earlier nodes or the input
 */
public record Network(Shape input, List<Node> nodes) implements Serializable {

  public Network {
    nodes = List.copyOf(nodes);
    requireOrdered(nodes);
  }

  /** The nodes with weights, in order. */
  public List<Layer> layers() {
    return nodes.stream().filter(Layer.class::isInstance).map(Layer.class::cast).toList();
  }

  /** The shape of a node's output, or of the image for {@link Node#INPUT}. */
  public Shape shapeOf(int node) {
    return node == Node.INPUT ? input : nodes.get(node).output();
  }

  /** The shape of what it puts out. */
  public Shape output() {
    return shapeOf(nodes.size() - 1);
  }

  /** Whether it puts out logits, and not features. */
  public boolean endsInLogits() {
    return nodes.get(nodes.size() - 1) instanceof Dense;
  }

  /** How many classes the logits have. */
  public int classes() {
    return output().channels();
  }

  /** Multiply-accumulates for one image. */
  public long macs() {
    return layers().stream().mapToLong(Layer::macs).sum();
  }

  private static void requireOrdered(List<Node> nodes) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      for (int input : node.inputs()) {
        if (input < Node.INPUT || input >= i) {
          throw new IllegalArgumentException(
              "Node %s at %d reads node %d".formatted(node.name(), i, input));
        }
      }
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("Two nodes are named %s".formatted(node.name()));
      }
    }
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("A network needs a node");
    }
  }
}
