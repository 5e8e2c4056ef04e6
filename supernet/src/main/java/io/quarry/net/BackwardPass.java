package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
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

import io.quarry.arch.Activation;
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
import org.bytedeco.dnnl.memory;

/**
 * Emits the backward pass of a network.
 *
 * <p>Gradients flow as values that several readers may share: the gradient of a sum is that of both
 * its terms. A step writes over a gradient only when no other reader is left.
 */
final class BackwardPass {
  private final Tape tape;
  private final Kernels kernels;
  private final Network network;
  private final int batch;
  private final ForwardPass forward;
  private final Map<Integer, List<Gradient>> gradients = new HashMap<>();

  BackwardPass(Tape tape, Network network, ForwardPass forward) {
    this.tape = tape;
    this.kernels = tape.kernels();
    this.network = network;
    this.batch = tape.batch();
    this.forward = forward;
  }

  /** A gradient with the number of nodes that are still to read it. */
  private static final class Gradient {
    private final Program.Place place;
    private int readers;

    Gradient(Program.Place place, int readers) {
      this.place = place;
      this.readers = readers;
    }

    boolean mayBeOverwritten() {
      return readers == 0 && place instanceof Program.Place.InArena;
    }
  }

  /** Emits all of it. */
  void emit() {
    List<Node> nodes = network.nodes();
    contribute(nodes.size() - 1, new Gradient(new Program.Place.OutputGradient(), 1));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (gradients.containsKey(i)) {
        emitBackward(i, nodes.get(i), gradientOf(i));
      }
    }
  }

  private void emitBackward(int index, Node node, Gradient gradient) {
    if (node instanceof Conv conv) {
      backwardConv(index, conv, gradient);
    } else if (node instanceof Add add) {
      backwardAdd(index, add, gradient);
    } else if (node instanceof GlobalAveragePool pool) {
      Buffer source = tape.buffer(tape.activations(pool.in()));
      tape.run(
          kernels.poolBackward(batch, pool.in()),
          Tape.arg(DNNL_ARG_DIFF_DST, tape.activations(pool.output()), gradient.place),
          Tape.arg(DNNL_ARG_DIFF_SRC, tape.activations(pool.in()), Tape.in(source)));
      contribute(pool.input(), new Gradient(Tape.in(source), 1));
    } else if (node instanceof Gate gate) {
      backwardGate(gate, gradient);
    } else if (node instanceof Dense dense) {
      backwardDense(index, dense, gradient);
    }
  }

  private void backwardConv(int index, Conv conv, Gradient gradient) {
    Program.Place raw = backwardNorm(index, conv, gradient);
    LayerWeights weights = weightGradient(conv);
    if (DepthwiseBackward.givesWeights(conv)) {
      new DepthwiseBackward(tape, conv).emitWeights(forward.input(conv), raw, weights);
    } else {
      backwardWeights(conv, raw, weights);
    }
    endWeights(conv, weights);
    if (conv.input() == Node.INPUT && forward.rounded(conv).isEmpty()) {
      return;
    }
    Buffer input = tape.buffer(tape.activations(conv.in()));
    if (DepthwiseBackward.givesData(conv)) {
      new DepthwiseBackward(tape, conv).emitData(raw, input, forward.weights(conv));
    } else {
      backwardData(conv, raw, input);
    }
    contributeInput(conv, input);
  }

  /** Where the gradient of the weights that a layer computes with is to go. */
  private LayerWeights weightGradient(Layer layer) {
    return forward
        .rounded(layer)
        .map(rounded -> rounded.rounding().gradient())
        .orElseGet(() -> tape.sharedGradient(layer));
  }

  /** Takes that gradient on to the shared one, through rounding. */
  private void endWeights(Layer layer, LayerWeights gradient) {
    forward.rounded(layer).ifPresent(rounded -> rounded.rounding().emitBackwardWeights(gradient));
  }

  /** Takes the gradient of what a layer computes with on to its node, through rounding. */
  private void contributeInput(Layer layer, Buffer gradient) {
    forward
        .rounded(layer)
        .ifPresent(
            rounded ->
                rounded.rounding().emitBackwardInput(forward.output(layer.input()), gradient));
    contribute(layer.input(), new Gradient(Tape.in(gradient), 1));
  }

  private void backwardWeights(Conv conv, Program.Place gradient, LayerWeights target) {
    Kernels.Kernel kernel = new ConvKernels(kernels).backwardWeights(batch, conv);
    Buffer weights = tape.buffer(kernel.weights());
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, tape.activations(conv.in()), forward.input(conv)),
        Tape.arg(DNNL_ARG_DIFF_DST, tape.activations(conv.output()), gradient),
        Tape.arg(DNNL_ARG_DIFF_WEIGHTS, kernel.weights(), Tape.in(weights)));
    tape.scatter(kernel, target, weights);
  }

  private void backwardData(Conv conv, Program.Place gradient, Buffer result) {
    Kernels.Kernel kernel = new ConvKernels(kernels).backwardData(batch, conv);
    Buffer weights = tape.gather(kernel, forward.weights(conv));
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_DIFF_DST, tape.activations(conv.output()), gradient),
        Tape.arg(DNNL_ARG_WEIGHTS, kernel.weights(), Tape.in(weights)),
        Tape.arg(DNNL_ARG_DIFF_SRC, tape.activations(conv.in()), Tape.in(result)));
  }

  private Program.Place backwardNorm(int index, Conv conv, Gradient gradient) {
    Kernels.Norm norm = kernels.norm(batch, conv.output(), conv.relu());
    ForwardPass.Normalized kept = forward.normalized(index);
    memory.desc data = tape.activations(conv.output());
    memory.desc vector = tape.vector(conv.outChannels());
    Program.Place result =
        gradient.mayBeOverwritten() ? gradient.place : Tape.in(tape.buffer(data));
    Buffer scale = tape.buffer(vector);
    Buffer shift = tape.buffer(vector);
    List<Program.Argument> arguments = new ArrayList<>();
    arguments.add(Tape.arg(DNNL_ARG_SRC, data, Tape.in(kept.raw())));
    arguments.add(Tape.arg(DNNL_ARG_MEAN, vector, Tape.in(kept.mean())));
    arguments.add(Tape.arg(DNNL_ARG_VARIANCE, vector, Tape.in(kept.variance())));
    arguments.add(Tape.arg(DNNL_ARG_DIFF_DST, data, gradient.place));
    arguments.add(Tape.arg(DNNL_ARG_SCALE, vector, tape.value(conv.name() + Parameters.SCALE)));
    arguments.add(Tape.arg(DNNL_ARG_SHIFT, vector, tape.value(conv.name() + Parameters.SHIFT)));
    arguments.add(Tape.arg(DNNL_ARG_DIFF_SRC, data, result));
    arguments.add(Tape.arg(DNNL_ARG_DIFF_SCALE, vector, Tape.in(scale)));
    arguments.add(Tape.arg(DNNL_ARG_DIFF_SHIFT, vector, Tape.in(shift)));
    if (conv.relu()) {
      arguments.add(Tape.arg(DNNL_ARG_WORKSPACE, norm.workspace(), Tape.in(kept.mask())));
    }
    tape.run(norm.backward(), arguments);
    tape.accumulate(conv.name() + Parameters.SCALE, scale, conv.outChannels());
    tape.accumulate(conv.name() + Parameters.SHIFT, shift, conv.outChannels());
    return result;
  }

  private void backwardAdd(int index, Add add, Gradient gradient) {
    Program.Place result = gradient.place;
    if (add.relu()) {
      memory.desc data = tape.activations(add.output());
      result = gradient.mayBeOverwritten() ? gradient.place : Tape.in(tape.buffer(data));
      tape.run(
          kernels.reluBackward(batch, add.output()),
          Tape.arg(DNNL_ARG_DST, data, forward.output(index)),
          Tape.arg(DNNL_ARG_DIFF_DST, data, gradient.place),
          Tape.arg(DNNL_ARG_DIFF_SRC, data, result));
    }
    Gradient shared = new Gradient(result, 2);
    contribute(add.left(), shared);
    contribute(add.right(), shared);
  }

  /**
   * Of a factor the gradient is the sum over pixels of the activation times its own gradient: their
   * mean times the number of pixels.
   */
  private void backwardGate(Gate gate, Gradient gradient) {
    Shape shape = gate.output();
    Shape one = network.shapeOf(gate.factors());
    memory.desc data = tape.activations(shape);
    Buffer input = tape.buffer(data);
    tape.run(
        kernels.multiply(batch, shape, one, 1),
        Tape.arg(DNNL_ARG_SRC_0, data, gradient.place),
        Tape.arg(DNNL_ARG_SRC_1, tape.activations(one), forward.output(gate.factors())),
        Tape.arg(DNNL_ARG_DST, data, Tape.in(input)));
    Buffer products = tape.buffer(data);
    tape.run(
        kernels.multiply(batch, shape, shape, shape.height() * shape.width()),
        Tape.arg(DNNL_ARG_SRC_0, data, gradient.place),
        Tape.arg(DNNL_ARG_SRC_1, data, forward.output(gate.input())),
        Tape.arg(DNNL_ARG_DST, data, Tape.in(products)));
    Buffer factors = tape.buffer(tape.activations(one));
    tape.run(
        kernels.poolForward(batch, shape),
        Tape.arg(DNNL_ARG_SRC, data, Tape.in(products)),
        Tape.arg(DNNL_ARG_DST, tape.activations(one), Tape.in(factors)));
    contribute(gate.input(), new Gradient(Tape.in(input), 1));
    contribute(gate.factors(), new Gradient(Tape.in(factors), 1));
  }

  private void backwardDense(int index, Dense dense, Gradient outer) {
    Gradient gradient = beforeActivation(index, dense, outer);
    memory.desc source = tape.matrix(dense.inputChannels());
    memory.desc destination = tape.matrix(dense.outputChannels());
    memory.desc vector = tape.vector(dense.outputChannels());
    Kernels.Kernel kernel = new DenseKernels(kernels).backwardWeights(batch, dense);
    Buffer weights = tape.buffer(kernel.weights());
    Buffer bias = tape.buffer(vector);
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, source, forward.input(dense)),
        Tape.arg(DNNL_ARG_DIFF_DST, destination, gradient.place),
        Tape.arg(DNNL_ARG_DIFF_WEIGHTS, kernel.weights(), Tape.in(weights)),
        Tape.arg(DNNL_ARG_DIFF_BIAS, vector, Tape.in(bias)));
    LayerWeights target = weightGradient(dense);
    tape.scatter(kernel, target, weights);
    endWeights(dense, target);
    tape.accumulate(dense.name() + Parameters.BIAS, bias, dense.outputChannels());
    Kernels.Kernel data = new DenseKernels(kernels).backwardData(batch, dense);
    Buffer gathered = tape.gather(data, forward.weights(dense));
    Buffer input = tape.buffer(source);
    tape.run(
        data.primitive(),
        Tape.arg(DNNL_ARG_DIFF_DST, destination, gradient.place),
        Tape.arg(DNNL_ARG_WEIGHTS, data.weights(), Tape.in(gathered)),
        Tape.arg(DNNL_ARG_DIFF_SRC, source, Tape.in(input)));
    contributeInput(dense, input);
  }

  /** The gradient of a layer's sums, from that of what it puts out. */
  private Gradient beforeActivation(int index, Dense dense, Gradient gradient) {
    if (dense.activation() == Activation.NONE) {
      return gradient;
    }
    Buffer sums = tape.buffer(tape.matrix(dense.outputChannels()));
    new DenseActivation(tape, dense).emitBackward(forward.output(index), gradient.place, sums);
    return new Gradient(Tape.in(sums), 0);
  }

  private void contribute(int node, Gradient gradient) {
    if (node != Node.INPUT) {
      gradients.computeIfAbsent(node, n -> new ArrayList<>()).add(gradient);
    }
  }

  /** The whole gradient of a node: the sum of what its readers put in. */
  private Gradient gradientOf(int node) {
    List<Gradient> parts = gradients.get(node);
    parts.forEach(part -> part.readers--);
    Gradient total = parts.get(0);
    memory.desc data = tape.activations(network.shapeOf(node));
    for (Gradient part : parts.subList(1, parts.size())) {
      Program.Place sum =
          total.mayBeOverwritten()
              ? total.place
              : part.mayBeOverwritten() ? part.place : Tape.in(tape.buffer(data));
      tape.run(
          kernels.add(batch, network.shapeOf(node), false),
          Tape.arg(DNNL_ARG_SRC_0, data, total.place),
          Tape.arg(DNNL_ARG_SRC_1, data, part.place),
          Tape.arg(DNNL_ARG_DST, data, sum));
      total = new Gradient(sum, 0);
    }
    return total;
  }
}
