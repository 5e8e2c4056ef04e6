package io.quarry.distill;

import io.quarry.arch.ElasticStage;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import io.quarry.format.Float32;
import io.quarry.format.LevelFormat;
import io.quarry.net.BatchStatistics;
import io.quarry.net.LearnedGrid;
import io.quarry.net.NativeArrays;
import io.quarry.net.NetworkRunner;
import io.quarry.net.ParameterSpec;
import io.quarry.net.Parameters;
import io.quarry.net.RoundedLayers;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.train.GridStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An elastic stage between two projections, with its weights. Not thread-safe; holds native memory
 * until {@link #close}.
 *
 * <p>In int8 all of the stage is rounded, what it puts out included, as the next stage would round
 * it; the projections' own weights, which no network has in the end, stay in float32.
 */
final class Student implements AutoCloseable {
  private final ElasticStage stage;
  private final Shape input;
  private final Shape output;
  private final List<LearnedGrid> grids;
  private final Parameters parameters;
  private final NetworkRunner runner;
  private final GridStart gridStart;

  /**
   * A fresh student.
   *
   * @param input shape of what the teacher's stage reads
   * @param output shape of what it puts out
   * @param seeds decides the initial weights
   */
  Student(ElasticStage stage, Shape input, Shape output, Seeds seeds) {
    this.stage = stage;
    this.input = input;
    this.output = output;
    Network largest = network(stage.largest());
    this.grids = grids(largest);
    List<ParameterSpec> specs = new ArrayList<>(Parameters.specsFor(largest));
    grids.forEach(grid -> specs.addAll(grid.specs()));
    this.parameters = Parameters.initialize(specs, seeds);
    this.runner = new NetworkRunner(parameters);
    this.gridStart = new GridStart(runner, parameters);
  }

  /** A sub-stage between the projections. */
  Network network(Candidate subStage) {
    return stage.between(input.channels(), subStage, output.channels());
  }

  /** What {@link #network} rounds to in int8. */
  static RoundedLayers int8(Network network) {
    TreeMap<String, RoundedLayers.Formats> formats = new TreeMap<>();
    for (Layer layer : network.layers()) {
      if (layer.input() != Node.INPUT) {
        formats.put(
            layer.name(),
            new RoundedLayers.Formats(
                ElasticStage.isProjection(layer) ? new Float32() : DistillSettings.INT8.weights(),
                DistillSettings.INT8.activations()));
      }
    }
    return new RoundedLayers(formats);
  }

  /** The weights, for an optimizer. */
  Parameters parameters() {
    return parameters;
  }

  /**
   * Forward and backward of one sub-stage: adds to the gradients.
   *
   * @param rounded what it rounds to
   * @param teacher what it reads
   * @param loss against what it is to put out
   * @return the loss; where it is not finite there was no backward
   */
  double train(Network network, RoundedLayers rounded, Features teacher, NoiseToSignal loss) {
    gridStart.set(network, rounded, teacher.input());
    float[] features = new float[teacher.output().length];
    NativeArrays.read(runner.forward(network, rounded, teacher.input()), features);
    float[] gradient = new float[features.length];
    double value = loss.loss(features, gradient);
    if (Double.isFinite(value)) {
      try (INDArray gradients =
          Nd4j.createUninitialized(
              DataType.FLOAT,
              teacher.input().size(0),
              output.height(),
              output.width(),
              output.channels())) {
        NativeArrays.write(gradient, gradients);
        runner.backward(gradients);
      }
    }
    return value;
  }

  /**
   * The loss of a sub-stage with the statistics of other images.
   *
   * @param calibration what its batch normalization is measured on
   * @param images what it reads
   * @param loss against what it is to put out for them
   */
  double judge(
      Network network,
      RoundedLayers rounded,
      Features calibration,
      Features images,
      NoiseToSignal loss) {
    gridStart.set(network, rounded, calibration.input());
    BatchStatistics statistics =
        runner.calibrate(network, rounded, calibration.input(), (node, activation) -> {});
    float[] features = new float[images.output().length];
    NativeArrays.read(runner.infer(network, rounded, statistics, images.input()), features);
    return loss.loss(features, new float[features.length]);
  }

  /** What is wrong with a grid; empty where nothing is. */
  Optional<String> unsoundGrid() {
    return grids.stream().flatMap(grid -> grid.unsound(parameters).stream()).findFirst();
  }

  @Override
  public void close() {
    runner.close();
    parameters.close();
  }

  /** All that some sub-stage may need. */
  private static List<LearnedGrid> grids(Network largest) {
    RoundedLayers rounded = int8(largest);
    List<LearnedGrid> grids = new ArrayList<>();
    for (Layer layer : largest.layers()) {
      if (rounded.of(layer).weights() instanceof LevelFormat format) {
        grids.add(LearnedGrid.ofWeights(layer, format));
      }
      if (rounded.of(layer).input() instanceof LevelFormat format) {
        grids.addAll(LearnedGrid.ofAnyInput(layer.name(), format));
      }
    }
    return grids;
  }
}
