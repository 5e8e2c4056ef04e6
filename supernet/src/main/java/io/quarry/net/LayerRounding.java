package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.format.Grid;
import io.quarry.format.LevelFormat;
import io.quarry.format.NumberFormat;
import io.quarry.format.Rounding;
import io.quarry.format.Rounding.Beyond;
import io.quarry.format.Rounding.ParameterGradient;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Emits what rounds the weights and the input of one layer, and the straight-through gradients of
 * both. The formats are those of the run, so that one program serves every policy; what is in
 * float32 is copied.
 *
 * <p>Weights are rounded before batch normalization is folded, by one grid a layer, as γ will have
 * them: sgn(γ)·W. Folded by γ/σ they then lie on grids of their channels, s·|γ|/σ, with the very
 * same codes, also where the smallest code has no counterpart.
 */
final class LayerRounding {
  private final Tape tape;
  private final Network network;
  private final Layer layer;
  private final Parameters parameters;
  private final WeightSlice shared;
  private final WeightSlice dense;
  private final RoundingScratch scratch;

  LayerRounding(Tape tape, Network network, Layer layer) {
    this.tape = tape;
    this.network = network;
    this.layer = layer;
    this.parameters = tape.parameters();
    this.shared = WeightSlice.of(layer, parameters);
    this.dense = shared.dense();
    this.scratch = tape.scratch();
  }

  /** Emits the rounding of the weights; they lie densely, as {@link LayerWeights} says. */
  LayerWeights emitWeights() {
    Buffer rounded = tape.buffer(tape.strided(dense));
    tape.java(run -> roundWeights(run, rounded), rounded);
    return new LayerWeights(dense, Tape.in(rounded));
  }

  /** Room for the gradient of the rounded weights. */
  LayerWeights gradient() {
    return new LayerWeights(dense, Tape.in(tape.buffer(tape.strided(dense))));
  }

  /** Emits what a gradient of the rounded weights adds to the gradients of weights and grid. */
  void emitBackwardWeights(LayerWeights gradient) {
    Buffer buffer = ((Program.Place.InArena) gradient.place()).buffer();
    tape.java(run -> backwardWeights(run, buffer), buffer);
  }

  /** Emits the rounding of the input, which is left as it is. */
  Program.Place emitInput(Program.Place source) {
    Buffer rounded = tape.buffer(tape.activations(network.shapeOf(layer.input())));
    tape.java(source, run -> roundInput(run, source, rounded), rounded);
    return Tape.in(rounded);
  }

  /**
   * Emits what turns a gradient of the rounded input into one of the input, in place, and adds to
   * that of the grid.
   */
  void emitBackwardInput(Program.Place source, Buffer gradient) {
    tape.java(source, run -> backwardInput(run, source, gradient), gradient);
  }

  private void roundWeights(Program.Run run, Buffer rounded) {
    float[] weights = scratch.first(length());
    shared.read(parameters.values(), weights);
    if (run.rounded().of(layer).weights() instanceof LevelFormat format) {
      Grid grid = LearnedGrid.ofWeights(layer, format).grid(parameters);
      turn(weights);
      Rounding.round(format, grid, weights, 0, length(), weights);
      turn(weights);
    }
    rounded.address().put(weights, 0, length());
  }

  private void backwardWeights(Program.Run run, Buffer buffer) {
    float[] gradients = scratch.second(length());
    buffer.address().get(gradients, 0, length());
    if (run.rounded().of(layer).weights() instanceof LevelFormat format) {
      LearnedGrid learned = LearnedGrid.ofWeights(layer, format);
      float[] weights = scratch.first(length());
      shared.read(parameters.values(), weights);
      turn(weights);
      turn(gradients);
      ParameterGradient sums =
          Rounding.backward(
              format,
              learned.grid(parameters),
              Beyond.STOPS,
              weights,
              gradients,
              0,
              length(),
              gradients);
      turn(gradients);
      add(learned, sums, length());
    }
    shared.add(gradients, parameters.gradients(), scratch.first(layer.outputChannels()));
  }

  private void roundInput(Program.Run run, Program.Place source, Buffer rounded) {
    NumberFormat wanted = run.rounded().of(layer).input();
    FloatPointer from = run.address(source);
    if (!(wanted instanceof LevelFormat format)) {
      Pointer.memcpy(rounded.address(), from, rounded.floats() * Float.BYTES);
      return;
    }
    Grid grid = LearnedGrid.ofInput(network, layer, format).grid(parameters);
    scratch
        .activations()
        .round(
            format,
            grid,
            buffer(from, rounded.floats()),
            buffer(rounded.address(), rounded.floats()));
  }

  private void backwardInput(Program.Run run, Program.Place source, Buffer gradient) {
    NumberFormat wanted = run.rounded().of(layer).input();
    if (!(wanted instanceof LevelFormat format)) {
      return;
    }
    LearnedGrid learned = LearnedGrid.ofInput(network, layer, format);
    ParameterGradient sums =
        scratch
            .activations()
            .backward(
                format,
                learned.grid(parameters),
                buffer(run.address(source), gradient.floats()),
                buffer(gradient.address(), gradient.floats()));
    add(learned, sums, network.shapeOf(layer.input()).elements());
  }

  private void add(LearnedGrid learned, ParameterGradient sums, long numbers) {
    double factor = learned.gradientFactor(numbers);
    if (learned.format().isScaled()) {
      parameters.addToGradient(learned.scaleName(), factor * sums.scale());
    }
    if (learned.hasOffset()) {
      parameters.addToGradient(learned.offsetName(), factor * sums.offset());
    }
  }

  /** Changes the sign of the channels that normalization turns. */
  private void turn(float[] weights) {
    if (!(layer instanceof Conv conv)) {
      return;
    }
    int channels = conv.outChannels();
    int scale = parameters.place(conv.name() + Parameters.SCALE).offset();
    float[] gamma = scratch.channels(channels);
    parameters.valuesAt(scale).get(gamma, 0, channels);
    for (int c = 0; c < channels; c++) {
      if (gamma[c] < 0) {
        for (int i = c; i < length(); i += channels) {
          weights[i] = -weights[i];
        }
      }
    }
  }

  private int length() {
    return Math.toIntExact(layer.weights());
  }

  private static FloatBuffer buffer(FloatPointer from, long floats) {
    return new FloatPointer(from).capacity(floats).asBuffer();
  }
}
