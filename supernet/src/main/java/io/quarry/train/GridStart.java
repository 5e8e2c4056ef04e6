package io.quarry.train;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.LevelFormat;
import io.quarry.net.LearnedGrid;
import io.quarry.net.NetworkRunner;
import io.quarry.net.Parameters;
import io.quarry.net.RoundedLayers;
import io.quarry.quantize.ActivationStatistics;
import io.quarry.quantize.Calibrator;
import io.quarry.quantize.MeanSquaredError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sets learned grids before their first use, where they err the least: over all shared weights of a
 * layer, or over what it reads of one batch in float32. Bhalgat et al. 2020, "LSQ+", section 3.3.
 */
public final class GridStart {
  private final Calibrator calibrator = new MeanSquaredError();
  private final NetworkRunner runner;
  private final Parameters parameters;

  /** For parameters and what runs networks over them. */
  public GridStart(NetworkRunner runner, Parameters parameters) {
    this.runner = runner;
    this.parameters = parameters;
  }

  /**
   * Sets what a network in some formats needs and nobody has set yet.
   *
   * @param images that the network reads, FLOAT [N, height, width, channels], c-ordered
   */
  public void set(Network network, RoundedLayers rounded, INDArray images) {
    Map<Integer, List<LearnedGrid>> inputs = new HashMap<>();
    for (Layer layer : network.layers()) {
      RoundedLayers.Formats formats = rounded.of(layer);
      if (formats.weights() instanceof LevelFormat format) {
        setWeights(LearnedGrid.ofWeights(layer, format));
      }
      if (formats.input() instanceof LevelFormat format) {
        LearnedGrid grid = LearnedGrid.ofInput(network, layer, format);
        if (!grid.isSet(parameters)) {
          inputs.computeIfAbsent(layer.input(), node -> new ArrayList<>()).add(grid);
        }
      }
    }
    if (!inputs.isEmpty()) {
      runner.calibrate(
          network,
          images,
          (node, activation) -> set(inputs.getOrDefault(node, List.of()), activation));
    }
  }

  private void set(List<LearnedGrid> grids, INDArray activation) {
    if (!grids.isEmpty()) {
      ActivationStatistics statistics = ActivationStatistics.of(activation);
      grids.forEach(grid -> grid.set(parameters, calibrator.grid(statistics, grid.format())));
    }
  }

  private void setWeights(LearnedGrid grid) {
    if (!grid.isSet(parameters)) {
      float[] weights = parameters.value(grid.layer() + Parameters.WEIGHT);
      grid.set(parameters, calibrator.grid(weights, 0, weights.length, grid.format()));
    }
  }
}
