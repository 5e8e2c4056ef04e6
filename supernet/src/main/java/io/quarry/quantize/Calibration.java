package io.quarry.quantize;

import io.quarry.arch.Node;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.net.FoldedLayer;
import io.quarry.net.FoldedNetwork;
import io.quarry.net.LearnedGrids;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What quantizing an architecture needs, made once for all its policies, or where training was
 * quantization-aware for one of them: the folded weights, the statistics of every activation, and
 * the grids that training learned. Remembers the grids that calibrators found, for policies share
 * them. Thread-safe; immutable to the eye.
 */
public final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FoldedNetwork folded;
  private final ArrayList<ActivationStatistics> statistics;
  private final LearnedGrids learned;
  private final transient ConcurrentMap<List<Object>, List<Grid>> known = new ConcurrentHashMap<>();

  /**
   * Puts weights and statistics together.
   *
   * @param folded the network
   * @param statistics of the input, then of each node's output in their order
   */
  public Calibration(FoldedNetwork folded, List<ActivationStatistics> statistics) {
    this(folded, statistics, LearnedGrids.none());
  }

  /**
   * The same for a network whose training learned grids.
   *
   * @param learned go before what calibrators would find
   */
  public Calibration(
      FoldedNetwork folded, List<ActivationStatistics> statistics, LearnedGrids learned) {
    if (statistics.size() != folded.network().nodes().size() + 1) {
      throw new IllegalArgumentException(
          "%d statistics for an input and %d nodes"
              .formatted(statistics.size(), folded.network().nodes().size()));
    }
    this.folded = folded;
    this.statistics = new ArrayList<>(statistics);
    this.learned = learned;
  }

  /** The network with its folded weights. */
  public FoldedNetwork folded() {
    return folded;
  }

  /** The statistics of a node's output, or of the images for {@link Node#INPUT}. */
  public ActivationStatistics statistics(int node) {
    return statistics.get(node + 1);
  }

  /** Where a calibrator finds the numbers of a format in a node's output. */
  Grid calibrated(int node, LevelFormat format, PolicySettings settings) {
    Calibrator calibrator = settings.activationCalibrator();
    return known
        .computeIfAbsent(
            List.of("calibrated", node, format, calibrator),
            key -> List.of(calibrator.grid(statistics(node), format)))
        .get(0);
  }

  /**
   * Where the numbers of a format lie for a node's output: as the first layer that reads it learned
   * them, else as the calibrator finds them.
   */
  Grid activations(int node, LevelFormat format, PolicySettings settings) {
    return learnedFor(node, format).orElseGet(() -> calibrated(node, format, settings));
  }

  private Optional<Grid> learnedFor(int node, LevelFormat format) {
    return folded.network().layers().stream()
        .filter(layer -> layer.input() == node)
        .flatMap(layer -> learned.input(layer.name(), format).stream())
        .findFirst();
  }

  /**
   * Where the numbers of a format lie for a layer's weights: one grid, or one a channel, and then
   * those that were learned.
   */
  List<Grid> weights(String layer, LevelFormat format, PolicySettings settings) {
    Calibrator calibrator = settings.weightCalibrator();
    Granularity granularity = settings.weightGranularity();
    return known.computeIfAbsent(
        List.of(layer, format, calibrator, granularity),
        key ->
            learned
                .weights(layer, format)
                .filter(grids -> granularity == Granularity.CHANNEL)
                .orElseGet(() -> weights(folded.layer(layer), format, granularity, calibrator)));
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
    return new Calibration(folded, statistics, learned);
  }
}
