package io.quarry.arch;

import java.util.List;

/**
 * A fully connected layer with bias over a 1×1 activation: the classifier.
 *
 * @param name the layer's name
 * @param input index of the node it reads
 * @param inputChannels features it reads
 * @param outputChannels features it puts out
 */
public record Dense(String name, int input, int inputChannels, int outputChannels)
    implements Layer {

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
