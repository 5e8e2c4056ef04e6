package io.quarry.onnx;

import io.quarry.arch.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which node of a network each operator works for that the runtime runs. */
final class OperatorOwners {
  private static final int NONE = -1;

  /** Behind a node's name: operators of its own. What else is named after it, its readers need. */
  private static final List<String> OWN_SUFFIXES =
      List.of(
          "",
          ".codes",
          ".codes.container",
          ".input",
          ".input.integers",
          ".input.centred",
          ".wide",
          ".flat");

  private final List<RuntimeOperator> operators;
  private final Map<String, Integer> named = new HashMap<>();
  private final int[] owners;

  private OperatorOwners(List<RuntimeOperator> operators, Network network) {
    this.operators = operators;
    this.owners = new int[operators.size()];
    Arrays.fill(owners, NONE);
    int last = network.nodes().size() - 1;
    for (int node = 0; node <= last; node++) {
      for (String suffix : OWN_SUFFIXES) {
        named.put(network.nodes().get(node).name() + suffix, node);
      }
    }
    named.put(ModelWriter.OUTPUT, last);
  }

  /**
   * The owners of operators.
   *
   * @param operators in an order in which they can run
   * @return an index of a node for each
   */
  static List<Integer> of(List<RuntimeOperator> operators, Network network) {
    OperatorOwners owners = new OperatorOwners(operators, network);
    for (int i = operators.size() - 1; i >= 0; i--) {
      owners.owners[i] = owners.owner(i);
    }
    List<Integer> all = new ArrayList<>();
    for (int owner : owners.owners) {
      all.add(owner);
    }
    return all;
  }

  /** Found from the end on: the readers' owners are known. */
  private int owner(int index) {
    RuntimeOperator operator = operators.get(index);
    Integer own = named.get(operator.writtenName());
    if (own != null) {
      return own;
    }
    int first = NONE;
    for (int i = index + 1; i < operators.size(); i++) {
      boolean reads = operators.get(i).inputs().stream().anyMatch(operator.outputs()::contains);
      if (reads && (first == NONE || owners[i] < first)) {
        first = owners[i];
      }
    }
    if (first == NONE) {
      throw new IllegalStateException(
          "Operator %s works for no node of the network".formatted(operator.name()));
    }
    return first;
  }
}
