package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.quarry.arch.Add;
import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.GlobalAveragePool;
import io.quarry.arch.Network;
import io.quarry.arch.Node;
import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Turns a network into a {@link Program}: emits the steps in order, notes which buffer lives from
 * which step to which, plans the arena, and binds.
 *
 * <p>Gradients flow as values that several readers may share: the gradient of a sum is that of both
 * its terms. A step writes over a gradient only when no other reader is left.
 */
final class ProgramBuilder {
  /** What a program is for. */
  enum Mode {
    /** Batch statistics, and everything kept for backward. */
    TRAIN,
    /** Batch statistics, nothing kept, observers called. */
    CALIBRATE,
    /** Given statistics, nothing kept. */
    INFER
  }

  private final Kernels kernels;
  private final Parameters parameters;
  private final Network network;
  private final int batch;
  private final Mode mode;
  private final List<Emitted> emitted = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final Map<Integer, Program.Place> outputs = new HashMap<>();
  private final Map<Integer, Normalized> normalized = new HashMap<>();
  private final Map<Integer, List<Gradient>> gradients = new HashMap<>();
  private final OneDnn.Owned descs = new OneDnn.Owned();
  private int forwardSteps;

  ProgramBuilder(Kernels kernels, Parameters parameters, Network network, int batch, Mode mode) {
    this.kernels = kernels;
    this.parameters = parameters;
    this.network = network;
    this.batch = batch;
    this.mode = mode;
  }

  /** A step before its addresses are known: a primitive, or Java where that is null. */
  private record Emitted(
      dnnl_primitive primitive, List<Program.Argument> arguments, Program.JavaStep java) {}

  /** What a convolution's normalization keeps for backward. */
  private record Normalized(Buffer raw, Buffer mean, Buffer variance, Buffer mask) {}

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

  /** Emits and plans; returns the floats of arena needed. */
  long plan() {
    outputs.put(Node.INPUT, new Program.Place.Images());
    observe(Node.INPUT);
    List<Node> nodes = network.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      emitForward(i, nodes.get(i));
      observe(i);
    }
    Buffer logits = logits();
    logits.usedAt(emitted.size());
    forwardSteps = emitted.size();
    if (mode == Mode.TRAIN) {
      contribute(nodes.size() - 1, new Gradient(new Program.Place.LogitGradient(), 1));
      for (int i = nodes.size() - 1; i >= 0; i--) {
        if (gradients.containsKey(i)) {
          emitBackward(i, nodes.get(i), gradientOf(i));
        }
      }
      logits.usedAt(emitted.size());
    }
    return Arena.plan(buffers);
  }

  /** Binds what was planned to an arena that is large enough. */
  Program bind(OneDnn oneDnn, Arena arena) {
    buffers.forEach(buffer -> buffer.bind(arena.at(buffer.offset())));
    Program program = new Program(oneDnn, network, batch, logits());
    for (int i = 0; i < emitted.size(); i++) {
      if (i == forwardSteps) {
        program.endForward();
      }
      Emitted step = emitted.get(i);
      if (step.primitive() == null) {
        program.add(step.java());
      } else {
        program.add(step.primitive(), step.arguments());
      }
    }
    if (forwardSteps == emitted.size()) {
      program.endForward();
    }
    descs.close();
    return program;
  }

  /** Where a node's output lies; for observers. */
  Buffer outputOf(int node) {
    return ((Program.Place.InArena) outputs.get(node)).buffer();
  }

  private Buffer logits() {
    return outputOf(network.nodes().size() - 1);
  }

  private void observe(int node) {
    if (mode != Mode.CALIBRATE) {
      return;
    }
    if (node == Node.INPUT) {
      java(run -> run.observer().activation(node, run.images()));
      return;
    }
    Shape shape = network.shapeOf(node);
    Buffer output = outputOf(node);
    java(
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
      Buffer sum = buffer(activations(add.output()));
      run(
          kernels.add(batch, add.output(), add.relu()),
          arg(DNNL_ARG_SRC_0, activations(add.output()), outputs.get(add.left())),
          arg(DNNL_ARG_SRC_1, activations(add.output()), outputs.get(add.right())),
          arg(DNNL_ARG_DST, activations(add.output()), in(sum)));
      outputs.put(index, in(sum));
    } else if (node instanceof GlobalAveragePool pool) {
      Buffer mean = buffer(activations(pool.output()));
      run(
          kernels.poolForward(batch, pool.in()),
          arg(DNNL_ARG_SRC, activations(pool.in()), outputs.get(pool.input())),
          arg(DNNL_ARG_DST, activations(pool.output()), in(mean)));
      outputs.put(index, in(mean));
    } else if (node instanceof Dense dense) {
      emitDense(index, dense);
    }
  }

  private void emitConv(int index, Conv conv) {
    Kernels.Kernel kernel = kernels.convForward(batch, conv);
    memory.desc data = activations(conv.output());
    Buffer weights = gather(kernel, WeightSlice.of(conv, parameters));
    Buffer raw = buffer(data);
    run(
        kernel.primitive(),
        arg(DNNL_ARG_SRC, activations(conv.in()), outputs.get(conv.input())),
        arg(DNNL_ARG_WEIGHTS, kernel.weights(), in(weights)),
        arg(DNNL_ARG_DST, data, in(raw)));
    Buffer output = mode == Mode.TRAIN ? buffer(data) : raw;
    emitNorm(index, conv, raw, output);
    outputs.put(index, in(output));
  }

  private void emitNorm(int index, Conv conv, Buffer raw, Buffer output) {
    memory.desc data = activations(conv.output());
    memory.desc vector = vector(conv.outChannels());
    Buffer mean = buffer(vector);
    Buffer variance = buffer(vector);
    List<Program.Argument> arguments = new ArrayList<>();
    arguments.add(arg(DNNL_ARG_SRC, data, in(raw)));
    arguments.add(arg(DNNL_ARG_DST, data, in(output)));
    arguments.add(arg(DNNL_ARG_MEAN, vector, in(mean)));
    arguments.add(arg(DNNL_ARG_VARIANCE, vector, in(variance)));
    arguments.add(arg(DNNL_ARG_SCALE, vector, value(conv.name() + Parameters.SCALE)));
    arguments.add(arg(DNNL_ARG_SHIFT, vector, value(conv.name() + Parameters.SHIFT)));
    if (mode == Mode.INFER) {
      java(run -> load(run.given(), conv, mean, variance), mean, variance);
      run(kernels.normByStatistics(batch, conv.output(), conv.relu()), arguments);
      return;
    }
    Kernels.Norm norm = kernels.norm(batch, conv.output(), conv.relu());
    Buffer mask = buffer(norm.workspace());
    if (conv.relu()) {
      arguments.add(arg(DNNL_ARG_WORKSPACE, norm.workspace(), in(mask)));
    }
    run(norm.forward(), arguments);
    normalized.put(index, new Normalized(raw, mean, variance, mask));
    if (mode == Mode.CALIBRATE) {
      java(run -> store(run, conv, mean, variance), mean, variance);
    }
  }

  private void emitDense(int index, Dense dense) {
    Kernels.Kernel kernel = kernels.denseForward(batch, dense);
    Buffer weights = gather(kernel, WeightSlice.of(dense, parameters));
    Buffer output = buffer(matrix(dense.outputChannels()));
    run(
        kernel.primitive(),
        arg(DNNL_ARG_SRC, matrix(dense.inputChannels()), outputs.get(dense.input())),
        arg(DNNL_ARG_WEIGHTS, kernel.weights(), in(weights)),
        arg(DNNL_ARG_BIAS, vector(dense.outputChannels()), value(dense.name() + Parameters.BIAS)),
        arg(DNNL_ARG_DST, matrix(dense.outputChannels()), in(output)));
    outputs.put(index, in(output));
  }

  private void emitBackward(int index, Node node, Gradient gradient) {
    if (node instanceof Conv conv) {
      backwardConv(index, conv, gradient);
    } else if (node instanceof Add add) {
      backwardAdd(index, add, gradient);
    } else if (node instanceof GlobalAveragePool pool) {
      Buffer source = buffer(activations(pool.in()));
      run(
          kernels.poolBackward(batch, pool.in()),
          arg(DNNL_ARG_DIFF_DST, activations(pool.output()), gradient.place),
          arg(DNNL_ARG_DIFF_SRC, activations(pool.in()), in(source)));
      contribute(pool.input(), new Gradient(in(source), 1));
    } else if (node instanceof Dense dense) {
      backwardDense(dense, gradient);
    }
  }

  private void backwardConv(int index, Conv conv, Gradient gradient) {
    Program.Place raw = backwardNorm(index, conv, gradient);
    memory.desc source = activations(conv.in());
    memory.desc destination = activations(conv.output());
    WeightSlice slice = WeightSlice.of(conv, parameters);
    Kernels.Kernel kernel = kernels.convBackwardWeights(batch, conv);
    Buffer weights = buffer(kernel.weights());
    run(
        kernel.primitive(),
        arg(DNNL_ARG_SRC, source, outputs.get(conv.input())),
        arg(DNNL_ARG_DIFF_DST, destination, raw),
        arg(DNNL_ARG_DIFF_WEIGHTS, kernel.weights(), in(weights)));
    scatterAdd(kernel, slice, weights);
    if (conv.input() == Node.INPUT) {
      return;
    }
    Kernels.Kernel data = kernels.convBackwardData(batch, conv);
    Buffer gathered = gather(data, slice);
    Buffer input = buffer(source);
    run(
        data.primitive(),
        arg(DNNL_ARG_DIFF_DST, destination, raw),
        arg(DNNL_ARG_WEIGHTS, data.weights(), in(gathered)),
        arg(DNNL_ARG_DIFF_SRC, source, in(input)));
    contribute(conv.input(), new Gradient(in(input), 1));
  }

  private Program.Place backwardNorm(int index, Conv conv, Gradient gradient) {
    Kernels.Norm norm = kernels.norm(batch, conv.output(), conv.relu());
    Normalized kept = normalized.get(index);
    memory.desc data = activations(conv.output());
    memory.desc vector = vector(conv.outChannels());
    Program.Place result = gradient.mayBeOverwritten() ? gradient.place : in(buffer(data));
    Buffer scale = buffer(vector);
    Buffer shift = buffer(vector);
    List<Program.Argument> arguments = new ArrayList<>();
    arguments.add(arg(DNNL_ARG_SRC, data, in(kept.raw())));
    arguments.add(arg(DNNL_ARG_MEAN, vector, in(kept.mean())));
    arguments.add(arg(DNNL_ARG_VARIANCE, vector, in(kept.variance())));
    arguments.add(arg(DNNL_ARG_DIFF_DST, data, gradient.place));
    arguments.add(arg(DNNL_ARG_SCALE, vector, value(conv.name() + Parameters.SCALE)));
    arguments.add(arg(DNNL_ARG_SHIFT, vector, value(conv.name() + Parameters.SHIFT)));
    arguments.add(arg(DNNL_ARG_DIFF_SRC, data, result));
    arguments.add(arg(DNNL_ARG_DIFF_SCALE, vector, in(scale)));
    arguments.add(arg(DNNL_ARG_DIFF_SHIFT, vector, in(shift)));
    if (conv.relu()) {
      arguments.add(arg(DNNL_ARG_WORKSPACE, norm.workspace(), in(kept.mask())));
    }
    run(norm.backward(), arguments);
    accumulate(conv.name() + Parameters.SCALE, scale, conv.outChannels());
    accumulate(conv.name() + Parameters.SHIFT, shift, conv.outChannels());
    return result;
  }

  private void backwardAdd(int index, Add add, Gradient gradient) {
    Program.Place result = gradient.place;
    if (add.relu()) {
      memory.desc data = activations(add.output());
      result = gradient.mayBeOverwritten() ? gradient.place : in(buffer(data));
      run(
          kernels.reluBackward(batch, add.output()),
          arg(DNNL_ARG_DST, data, outputs.get(index)),
          arg(DNNL_ARG_DIFF_DST, data, gradient.place),
          arg(DNNL_ARG_DIFF_SRC, data, result));
    }
    Gradient shared = new Gradient(result, 2);
    contribute(add.left(), shared);
    contribute(add.right(), shared);
  }

  private void backwardDense(Dense dense, Gradient gradient) {
    WeightSlice slice = WeightSlice.of(dense, parameters);
    memory.desc source = matrix(dense.inputChannels());
    memory.desc destination = matrix(dense.outputChannels());
    memory.desc vector = vector(dense.outputChannels());
    Kernels.Kernel kernel = kernels.denseBackwardWeights(batch, dense);
    Buffer weights = buffer(kernel.weights());
    Buffer bias = buffer(vector);
    run(
        kernel.primitive(),
        arg(DNNL_ARG_SRC, source, outputs.get(dense.input())),
        arg(DNNL_ARG_DIFF_DST, destination, gradient.place),
        arg(DNNL_ARG_DIFF_WEIGHTS, kernel.weights(), in(weights)),
        arg(DNNL_ARG_DIFF_BIAS, vector, in(bias)));
    scatterAdd(kernel, slice, weights);
    accumulate(dense.name() + Parameters.BIAS, bias, dense.outputChannels());
    Kernels.Kernel data = kernels.denseBackwardData(batch, dense);
    Buffer gathered = gather(data, slice);
    Buffer input = buffer(source);
    run(
        data.primitive(),
        arg(DNNL_ARG_DIFF_DST, destination, gradient.place),
        arg(DNNL_ARG_WEIGHTS, data.weights(), in(gathered)),
        arg(DNNL_ARG_DIFF_SRC, source, in(input)));
    contribute(dense.input(), new Gradient(in(input), 1));
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
    memory.desc data = activations(network.shapeOf(node));
    for (Gradient part : parts.subList(1, parts.size())) {
      Program.Place sum =
          total.mayBeOverwritten()
              ? total.place
              : part.mayBeOverwritten() ? part.place : in(buffer(data));
      run(
          kernels.add(batch, network.shapeOf(node), false),
          arg(DNNL_ARG_SRC_0, data, total.place),
          arg(DNNL_ARG_SRC_1, data, part.place),
          arg(DNNL_ARG_DST, data, sum));
      total = new Gradient(sum, 0);
    }
    return total;
  }

  private Buffer gather(Kernels.Kernel kernel, WeightSlice slice) {
    Buffer weights = buffer(kernel.weights());
    run(
        kernels.gather(kernel, slice),
        arg(DNNL_ARG_FROM, strided(slice), fixed(parameters.valuesAt(slice.offset()))),
        arg(DNNL_ARG_TO, kernel.weights(), in(weights)));
    return weights;
  }

  private void scatterAdd(Kernels.Kernel kernel, WeightSlice slice, Buffer weights) {
    run(
        kernels.scatterAdd(kernel, slice),
        arg(DNNL_ARG_FROM, kernel.weights(), in(weights)),
        arg(DNNL_ARG_TO, strided(slice), fixed(parameters.gradientsAt(slice.offset()))));
  }

  /** Adds a small vector to a parameter's gradient; two copies cost less than a primitive. */
  private void accumulate(String parameter, Buffer added, int length) {
    FloatPointer gradient = parameters.gradientsAt(parameters.place(parameter).offset());
    float[] sum = new float[length];
    float[] part = new float[length];
    java(
        run -> {
          gradient.get(sum, 0, length);
          added.address().get(part, 0, length);
          for (int i = 0; i < length; i++) {
            sum[i] += part[i];
          }
          gradient.put(sum, 0, length);
        },
        added);
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

  private void run(dnnl_primitive primitive, Program.Argument... arguments) {
    run(primitive, List.of(arguments));
  }

  private void run(dnnl_primitive primitive, List<Program.Argument> arguments) {
    for (Program.Argument argument : arguments) {
      if (argument.place() instanceof Program.Place.InArena arena) {
        arena.buffer().usedAt(emitted.size());
      }
    }
    emitted.add(new Emitted(primitive, List.copyOf(arguments), null));
  }

  private void java(Program.JavaStep step, Buffer... used) {
    for (Buffer buffer : used) {
      buffer.usedAt(emitted.size());
    }
    emitted.add(new Emitted(null, List.of(), step));
  }

  private Buffer buffer(memory.desc layout) {
    Buffer buffer = new Buffer(OneDnn.floats(layout));
    buffers.add(buffer);
    return buffer;
  }

  private memory.desc activations(Shape shape) {
    return descs.keep(OneDnn.activations(batch, shape));
  }

  private memory.desc matrix(int columns) {
    return descs.keep(OneDnn.matrix(batch, columns));
  }

  private memory.desc vector(int length) {
    return descs.keep(OneDnn.vector(length));
  }

  private memory.desc strided(WeightSlice slice) {
    return descs.keep(OneDnn.strided(slice));
  }

  private Program.Place value(String parameter) {
    return fixed(parameters.valuesAt(parameters.place(parameter).offset()));
  }

  private static Program.Argument arg(int name, memory.desc layout, Program.Place place) {
    return new Program.Argument(name, layout, place);
  }

  private static Program.Place in(Buffer buffer) {
    return new Program.Place.InArena(buffer);
  }

  private static Program.Place fixed(FloatPointer address) {
    return new Program.Place.Fixed(address);
  }
}
