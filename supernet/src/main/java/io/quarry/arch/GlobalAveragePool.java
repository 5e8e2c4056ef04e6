package io.quarry.arch;

import java.util.List;

/**
 * The mean of each channel over height and width.
 *
 * @param name unique in the network
 * @param input index of a node
 * @param in shape of what it reads
 */
public record GlobalAveragePool(String name, int input, Shape in) implements Node {

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public Shape output() {
    return new Shape(1, 1, in.channels());
  }
}
