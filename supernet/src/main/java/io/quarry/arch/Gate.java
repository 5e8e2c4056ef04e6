package io.quarry.arch;

import java.util.List;

/**
 * An activation whose every channel is multiplied by a factor: the scale of squeeze-and-excitation
 * (Hu et al. 2018, arXiv 1709.01507, equation 4).
 *
 * @param name unique in the network
 * @param input index of a node
 * @param factors index of a node of one pixel and as many channels
 * @param output shape of the activation and of the product
 */
public record Gate(String name, int input, int factors, Shape output) implements Node {

  @Override
  public List<Integer> inputs() {
    return List.of(input, factors);
  }
}
