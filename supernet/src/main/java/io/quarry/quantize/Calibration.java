package io.quarry.quantize;

import io.quarry.arch.Node;
import io.quarry.net.FoldedNetwork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What quantizing an architecture needs, made once for all its policies: the folded weights and the
 * statistics of every activation.
 */
public final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FoldedNetwork folded;
  private final ArrayList<ActivationStatistics> statistics;

  /**
   * Puts weights and statistics together.
   *
   * @param folded the network
   * @param statistics of the input, then of each node's output in their order
   */
  public Calibration(FoldedNetwork folded, List<ActivationStatistics> statistics) {
    if (statistics.size() != folded.network().nodes().size() + 1) {
      throw new IllegalArgumentException(
          "%d statistics for an input and %d nodes"
              .formatted(statistics.size(), folded.network().nodes().size()));
    }
    this.folded = folded;
    this.statistics = new ArrayList<>(statistics);
  }

  /** The network with its folded weights. */
  public FoldedNetwork folded() {
    return folded;
  }

  /** The statistics of a node's output, or of the images for {@link Node#INPUT}. */
  public ActivationStatistics statistics(int node) {
    return statistics.get(node + 1);
  }
}
