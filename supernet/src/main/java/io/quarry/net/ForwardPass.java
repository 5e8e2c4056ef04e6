package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Gate;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Layer;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * Emits the forward pass of a network, and remembers where its outputs lie and what its
 * normalizations keep.
 */
final class ForwardPass {
  private final Tape tape;
  private final Kernels kernels;
  private final Network network;
  private final int batch;
  private final ProgramBuilder.Mode mode;
  private final ProgramBuilder.Precision precision;
  private final Map<Integer, Program.Place> outputs = new HashMap<>();
  private final Map<Layer, Rounded> rounded = new HashMap<>();
  private final Map<Integer, Normalized> normalized = new HashMap<>();

  ForwardPass(
      Tape tape, Network network, ProgramBuilder.Mode mode, ProgramBuilder.Precision precision) {
    this.tape = tape;
    this.kernels = tape.kernels();
    this.precision = precision;
    this.network = network;
    this.batch = tape.batch();
    this.mode = mode;
  }

  /** What a convolution's normalization keeps for backward. */
  record Normalized(Buffer raw, Buffer mean, Buffer variance, Buffer mask) {}

  /** What a layer computes with in a program that rounds. */
  record Rounded(LayerRounding rounding, LayerWeights weights, Program.Place input) {}

  /** Emits all of it. */
  void emit() {
    outputs.put(Node.INPUT, new Program.Place.Images());
    observe(Node.INPUT);
    List<Node> nodes = network.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      emitForward(i, nodes.get(i));
      observe(i);
    }
  }

  /** Where a node's output lies. */
  Program.Place output(int node) {
    return outputs.get(node);
  }

  /** What a layer reads: a node's output, rounded where the program rounds. */
  Program.Place input(Layer layer) {
    return rounded(layer).map(Rounded::input).orElseGet(() -> outputs.get(layer.input()));
  }

  /** The weights that a layer computes with. */
  LayerWeights weights(Layer layer) {
    return rounded(layer).map(Rounded::weights).orElseGet(() -> tape.shared(layer));
  }

  /** How a layer rounds; empty where the program does not round. */
  Optional<Rounded> rounded(Layer layer) {
    return Optional.ofNullable(rounded.get(layer));
  }

  /** What the normalization of a convolution keeps. */
  Normalized normalized(int node) {
    return normalized.get(node);
  }

  /** Where the last node's output lies. */
  Buffer output() {
    return outputOf(network.nodes().size() - 1);
  }

  private Buffer outputOf(int node) {
    return ((Program.Place.InArena) outputs.get(node)).buffer();
  }

  private void observe(int node) {
    if (mode != ProgramBuilder.Mode.CALIBRATE) {
      return;
    }
    if (node == Node.INPUT) {
      tape.java(run -> run.observer().activation(node, run.images()));
      return;
    }
    Shape shape = network.shapeOf(node);
    Buffer output = outputOf(node);
    tape.java(
        run ->
            run.observer()
                .activation(
                    node,
                    run.arena()
                        .view(output, batch, shape.height(), shape.width(), shape.channels())),
        output);
  }

  private void emitForward(int index, Node node) {
    if (node instanceof Conv conv) {
      emitConv(index, conv);
    } else if (node instanceof Add add) {
      Buffer sum = tape.buffer(tape.activations(add.output()));
      tape.run(
          kernels.add(batch, add.output(), add.relu()),
          Tape.arg(DNNL_ARG_SRC_0, tape.activations(add.output()), outputs.get(add.left())),
          Tape.arg(DNNL_ARG_SRC_1, tape.activations(add.output()), outputs.get(add.right())),
          Tape.arg(DNNL_ARG_DST, tape.activations(add.output()), Tape.in(sum)));
      outputs.put(index, Tape.in(sum));
    } else if (node instanceof GlobalAveragePool pool) {
      Buffer mean = tape.buffer(tape.activations(pool.output()));
      tape.run(
          kernels.poolForward(batch, pool.in()),
          Tape.arg(DNNL_ARG_SRC, tape.activations(pool.in()), outputs.get(pool.input())),
          Tape.arg(DNNL_ARG_DST, tape.activations(pool.output()), Tape.in(mean)));
      outputs.put(index, Tape.in(mean));
    } else if (node instanceof Gate gate) {
      emitGate(index, gate);
    } else if (node instanceof Dense dense) {
      emitDense(index, dense);
    }
  }

  private void emitRounding(Layer layer) {
    if (precision == ProgramBuilder.Precision.ROUNDED) {
      LayerRounding rounding = new LayerRounding(tape, network, layer);
      Program.Place input = rounding.emitInput(outputs.get(layer.input()));
      rounded.put(layer, new Rounded(rounding, rounding.emitWeights(), input));
    }
  }

  private void emitConv(int index, Conv conv) {
    emitRounding(conv);
    Kernels.Kernel kernel = new ConvKernels(kernels).forward(batch, conv);
    memory.desc data = tape.activations(conv.output());
    Buffer weights = tape.gather(kernel, weights(conv));
    Buffer raw = tape.buffer(data);
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, tape.activations(conv.in()), input(conv)),
        Tape.arg(DNNL_ARG_WEIGHTS, kernel.weights(), Tape.in(weights)),
        Tape.arg(DNNL_ARG_DST, data, Tape.in(raw)));
    Buffer output = mode == ProgramBuilder.Mode.TRAIN ? tape.buffer(data) : raw;
    emitNorm(index, conv, raw, output);
    outputs.put(index, Tape.in(output));
  }

  private void emitNorm(int index, Conv conv, Buffer raw, Buffer output) {
    memory.desc data = tape.activations(conv.output());
    memory.desc vector = tape.vector(conv.outChannels());
    Buffer mean = tape.buffer(vector);
    Buffer variance = tape.buffer(vector);
    List<Program.Argument> arguments = new ArrayList<>();
    arguments.add(Tape.arg(DNNL_ARG_SRC, data, Tape.in(raw)));
    arguments.add(Tape.arg(DNNL_ARG_DST, data, Tape.in(output)));
    arguments.add(Tape.arg(DNNL_ARG_MEAN, vector, Tape.in(mean)));
    arguments.add(Tape.arg(DNNL_ARG_VARIANCE, vector, Tape.in(variance)));
    arguments.add(Tape.arg(DNNL_ARG_SCALE, vector, tape.value(conv.name() + Parameters.SCALE)));
    arguments.add(Tape.arg(DNNL_ARG_SHIFT, vector, tape.value(conv.name() + Parameters.SHIFT)));
    if (mode == ProgramBuilder.Mode.INFER) {
      tape.java(run -> load(run.given(), conv, mean, variance), mean, variance);
      tape.run(kernels.normByStatistics(batch, conv.output(), conv.relu()), arguments);
      return;
    }
    Kernels.Norm norm = kernels.norm(batch, conv.output(), conv.relu());
    Buffer mask = tape.buffer(norm.workspace());
    if (conv.relu()) {
      arguments.add(Tape.arg(DNNL_ARG_WORKSPACE, norm.workspace(), Tape.in(mask)));
    }
    tape.run(norm.forward(), arguments);
    normalized.put(index, new Normalized(raw, mean, variance, mask));
    if (mode == ProgramBuilder.Mode.CALIBRATE) {
      tape.java(run -> store(run, conv, mean, variance), mean, variance);
    }
  }

  private void emitDense(int index, Dense dense) {
    emitRounding(dense);
    Kernels.Kernel kernel = new DenseKernels(kernels).forward(batch, dense);
    Buffer weights = tape.gather(kernel, weights(dense));
    Buffer output = tape.buffer(tape.matrix(dense.outputChannels()));
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, tape.matrix(dense.inputChannels()), input(dense)),
        Tape.arg(DNNL_ARG_WEIGHTS, kernel.weights(), Tape.in(weights)),
        Tape.arg(
            DNNL_ARG_BIAS,
            tape.vector(dense.outputChannels()),
            tape.value(dense.name() + Parameters.BIAS)),
        Tape.arg(DNNL_ARG_DST, tape.matrix(dense.outputChannels()), Tape.in(output)));
    new DenseActivation(tape, dense).emit(output);
    outputs.put(index, Tape.in(output));
  }

  private void emitGate(int index, Gate gate) {
    Shape factors = network.shapeOf(gate.factors());
    Buffer product = tape.buffer(tape.activations(gate.output()));
    tape.run(
        kernels.multiply(batch, gate.output(), factors, 1),
        Tape.arg(DNNL_ARG_SRC_0, tape.activations(gate.output()), outputs.get(gate.input())),
        Tape.arg(DNNL_ARG_SRC_1, tape.activations(factors), outputs.get(gate.factors())),
        Tape.arg(DNNL_ARG_DST, tape.activations(gate.output()), Tape.in(product)));
    outputs.put(index, Tape.in(product));
  }

  private static void load(BatchStatistics statistics, Conv conv, Buffer mean, Buffer variance) {
    mean.address().put(statistics.mean(conv), 0, conv.outChannels());
    variance.address().put(statistics.variance(conv), 0, conv.outChannels());
  }

  private static void store(Program.Run run, Conv conv, Buffer mean, Buffer variance) {
    float[] means = new float[conv.outChannels()];
    float[] variances = new float[conv.outChannels()];
    mean.address().get(means, 0, means.length);
    variance.address().get(variances, 0, variances.length);
    run.means().put(conv.name(), means);
    run.variances().put(conv.name(), variances);
  }
}
