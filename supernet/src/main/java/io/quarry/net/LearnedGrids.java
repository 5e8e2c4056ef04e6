package io.quarry.net;

import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.net.LearnedGrid.Part;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The grids that training learned for the layers of one network, as they are deployed: weights with
 * batch normalization folded, each channel on its own multiple of the layer's grid. Plain Java
 * numbers. Immutable.
 */
public final class LearnedGrids implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The least scale of a channel: of one that normalization puts out as a constant. */
  private static final float LEAST_SCALE = 0x1p-60f;

  private final HashMap<String, List<Grid>> weights = new HashMap<>();
  private final HashMap<String, Grid> inputs = new HashMap<>();

  private LearnedGrids() {}

  /** Of a network that was trained in float32 alone. */
  public static LearnedGrids none() {
    return new LearnedGrids();
  }

  /**
   * The grids among the parameters of a supernet.
   *
   * @param network whose layers are all among the parameters
   * @param statistics of this very network
   */
  public static LearnedGrids of(
      Network network, Parameters parameters, BatchStatistics statistics) {
    LearnedGrids grids = new LearnedGrids();
    Map<String, Layer> layers = new HashMap<>();
    network.layers().forEach(layer -> layers.put(layer.name(), layer));
    for (ParameterSpec spec : parameters.specs()) {
      LearnedGrid.ofScale(spec.name())
          .filter(grid -> layers.containsKey(grid.layer()) && grid.isSet(parameters))
          .ifPresent(
              grid -> grids.put(grid, network, layers.get(grid.layer()), parameters, statistics));
    }
    return grids;
  }

  /** A grid for each output channel of a layer's folded weights, where training learned them. */
  public Optional<List<Grid>> weights(String layer, LevelFormat format) {
    return Optional.ofNullable(weights.get(key(layer, format)));
  }

  /** The grid of a layer's input, where training learned it. */
  public Optional<Grid> input(String layer, LevelFormat format) {
    return Optional.ofNullable(inputs.get(key(layer, format)));
  }

  /**
   * What of some formats was learned; what was not is left in float32, so that a network can run in
   * the rest.
   */
  public static RoundedLayers known(Network network, RoundedLayers wanted, Parameters parameters) {
    TreeMap<String, RoundedLayers.Formats> known = new TreeMap<>();
    for (Layer layer : network.layers()) {
      RoundedLayers.Formats formats = wanted.of(layer);
      boolean weights =
          !(formats.weights() instanceof LevelFormat format)
              || LearnedGrid.ofWeights(layer, format).find(parameters).isPresent();
      boolean input =
          !(formats.input() instanceof LevelFormat format)
              || LearnedGrid.ofInput(network, layer, format).find(parameters).isPresent();
      known.put(layer.name(), formats.only(weights, input));
    }
    return new RoundedLayers(known);
  }

  private void put(
      LearnedGrid learned,
      Network network,
      Layer layer,
      Parameters parameters,
      BatchStatistics statistics) {
    String key = key(learned.layer(), learned.format());
    if (learned.part() == Part.WEIGHT) {
      weights.put(key, folded(learned.grid(parameters), layer, parameters, statistics));
    } else if (learned.equals(LearnedGrid.ofInput(network, layer, learned.format()))) {
      inputs.put(key, learned.grid(parameters));
    }
  }

  private static List<Grid> folded(
      Grid grid, Layer layer, Parameters parameters, BatchStatistics statistics) {
    List<Grid> channels = new ArrayList<>();
    for (double factor : FoldedLayer.factors(layer, parameters, statistics)) {
      float scale = Math.max((float) (grid.scale() * Math.abs(factor)), LEAST_SCALE);
      channels.add(new Grid(scale, grid.zeroPoint()));
    }
    return List.copyOf(channels);
  }

  private static String key(String layer, LevelFormat format) {
    return layer + "/" + format.name();
  }
}
