package io.quarry.arch;

import java.util.List;

/**
 * The sum of two activations of the same shape: a residual connection, perhaps with a ReLU.
 *
 * @param name unique in the network
 * @param left index of a node
 * @param right index of a node
 * @param output shape of both and of the sum
 * @param relu whether a ReLU follows
 */
public record Add(String name, int left, int right, Shape output, boolean relu) implements Node {

  @Override
  public List<Integer> inputs() {
    return List.of(left, right);
  }
}
