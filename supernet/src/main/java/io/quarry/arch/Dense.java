package io.quarry.arch;

import java.util.List;
import java.util.Objects;

/**
 * A fully connected layer with bias over a 1×1 activation: the classifier, or a layer of a gate.
 *
 * @param name the layer's name
 * @param input index of the node it reads
 * @param inputChannels features it reads
 * @param outputChannels features it puts out
 * @param activation what follows
 */
public record Dense(
    String name, int input, int inputChannels, int outputChannels, Activation activation)
    implements Layer {

  public Dense {
    Objects.requireNonNull(activation, "activation");
  }

  /** Without an activation. */
  public Dense(String name, int input, int inputChannels, int outputChannels) {
    this(name, input, inputChannels, outputChannels, Activation.NONE);
  }

  @Override
  public List<Integer> inputs() {
    return List.of(input);
  }

  @Override
  public Shape output() {
    return new Shape(1, 1, outputChannels);
  }

  @Override
  public long weights() {
    return (long) inputChannels * outputChannels;
  }

  @Override
  public long macs() {
    return weights();
  }
}
