package io.quarry.arch;

/**
 * A node with weights: what a policy gives a number format. Its weights are a prefix slice (and
 * centre crop) of the supernet's parameter of the same name.
 */
public sealed interface Layer extends Node permits Conv, Dense {

  /** The index of the node that feeds it. */
  int input();

  /** Multiply-accumulates for one image. */
  long macs();

  /** How many weights it has, without bias. */
  long weights();

  /** Output channels: the length of its bias and of per-channel scales. */
  int outputChannels();

  /** Weights of one output channel. */
  default int weightsPerChannel() {
    return Math.toIntExact(weights() / outputChannels());
  }
}
