package io.quarry.quantize;

import io.quarry.arch.Node;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What quantizing an architecture needs, made once for all its policies: the folded weights and the
 * statistics of every activation. Remembers the grids that calibrators found, for policies share
 * them. Thread-safe; immutable to the eye.
 */
public final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FoldedNetwork folded;
  private final ArrayList<ActivationStatistics> statistics;
  private final transient ConcurrentMap<List<Object>, List<Grid>> known = new ConcurrentHashMap<>();

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

  /** Where the numbers of a format lie for a node's output. */
  Grid activations(int node, LevelFormat format, PolicySettings settings) {
    Calibrator calibrator = settings.activationCalibrator();
    return known
        .computeIfAbsent(
            List.of(node, format, calibrator),
            key -> List.of(calibrator.grid(statistics(node), format)))
        .get(0);
  }

  /** Where the numbers of a format lie for a layer's weights: one grid, or one a channel. */
  List<Grid> weights(String layer, LevelFormat format, PolicySettings settings) {
    Calibrator calibrator = settings.weightCalibrator();
    Granularity granularity = settings.weightGranularity();
    return known.computeIfAbsent(
        List.of(layer, format, calibrator, granularity),
        key -> weights(folded.layer(layer), format, granularity, calibrator));
  }

  private static List<Grid> weights(
      FoldedLayer layer, LevelFormat format, Granularity granularity, Calibrator calibrator) {
    float[] weights = layer.weights();
    int count = granularity.grids(layer.layer().outputChannels());
    int length = weights.length / count;
    List<Grid> grids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      grids.add(calibrator.grid(weights, i * length, (i + 1) * length, format));
    }
    return List.copyOf(grids);
  }

  /** Gives a deserialized calibration a memory again. */
  private Object readResolve() {
    return new Calibration(folded, statistics);
  }
}
