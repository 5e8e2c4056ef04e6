package io.quarry.net;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Sees the activations of a calibration run as they come into being. */
@FunctionalInterface
public interface Observer {

  /**
   * Called once for the input and once for each node, in order.
   *
   * @param node index of the node, or {@link io.quarry.arch.Node#INPUT}
   * @param activation FLOAT [N, height, width, channels], after normalization and ReLU; valid only
   *     during the call, and not to be written
   */
  void activation(int node, INDArray activation);
}
