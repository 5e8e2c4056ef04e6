package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import io.quarry.arch.Layer;
import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Steps in the making, for one batch size: which primitive runs on which buffers, before the
 * buffers have addresses. Notes from which step to which each buffer is in use.
 */
final class Tape {
  private final Kernels kernels;
  private final Parameters parameters;
  private final int batch;
  private final RoundingScratch scratch;
  private final List<Emitted> emitted = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final OneDnn.Owned descs = new OneDnn.Owned();
  private final Map<Object, memory.desc> made = new HashMap<>();

  Tape(Kernels kernels, Parameters parameters, int batch, RoundingScratch scratch) {
    this.kernels = kernels;
    this.parameters = parameters;
    this.batch = batch;
    this.scratch = scratch;
  }

  /** A step before its addresses are known: a primitive, or Java where that is null. */
  private record Emitted(
      dnnl_primitive primitive, List<Program.Argument> arguments, Program.JavaStep java) {}

  Kernels kernels() {
    return kernels;
  }

  Parameters parameters() {
    return parameters;
  }

  int batch() {
    return batch;
  }

  RoundingScratch scratch() {
    return scratch;
  }

  /** How many steps there are so far. */
  int size() {
    return emitted.size();
  }

  /** Gives every buffer its place; returns the floats of arena needed. */
  long plan() {
    return Arena.plan(buffers);
  }

  /** Binds every step to an arena that is large enough, and adds it to a program. */
  void bind(Program program, Arena arena, int forwardSteps) {
    buffers.forEach(buffer -> buffer.bind(arena.at(buffer.offset())));
    for (Emitted step : emitted.subList(0, forwardSteps)) {
      add(program, step);
    }
    program.endForward();
    for (Emitted step : emitted.subList(forwardSteps, emitted.size())) {
      add(program, step);
    }
    descs.close();
  }

  private static void add(Program program, Emitted step) {
    if (step.primitive() == null) {
      program.add(step.java());
    } else {
      program.add(step.primitive(), step.arguments());
    }
  }

  /** Copies a layer's weights into the layout that a kernel wants. */
  Buffer gather(Kernels.Kernel kernel, LayerWeights from) {
    Buffer weights = buffer(kernel.weights());
    run(
        kernels.gather(kernel, from.slice()),
        arg(DNNL_ARG_FROM, strided(from.slice()), from.place()),
        arg(DNNL_ARG_TO, kernel.weights(), in(weights)));
    return weights;
  }

  /** Adds a gradient in a kernel's layout to the shared gradient, or puts it where it is own. */
  void scatter(Kernels.Kernel kernel, LayerWeights to, Buffer weights) {
    WeightSlice slice = to.slice();
    run(
        to.isOwn() ? kernels.scatter(kernel, slice) : kernels.scatterAdd(kernel, slice),
        arg(DNNL_ARG_FROM, kernel.weights(), in(weights)),
        arg(DNNL_ARG_TO, strided(slice), to.place()));
  }

  /** A layer's weights as they are shared. */
  LayerWeights shared(Layer layer) {
    WeightSlice slice = WeightSlice.of(layer, parameters);
    return new LayerWeights(slice, fixed(parameters.valuesAt(slice.offset())));
  }

  /** The shared gradient of a layer's weights. */
  LayerWeights sharedGradient(Layer layer) {
    WeightSlice slice = WeightSlice.of(layer, parameters);
    return new LayerWeights(slice, fixed(parameters.gradientsAt(slice.offset())));
  }

  /** Adds a small vector to a parameter's gradient; two copies cost less than a primitive. */
  void accumulate(String parameter, Buffer added, int length) {
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

  void run(dnnl_primitive primitive, Program.Argument... arguments) {
    run(primitive, List.of(arguments));
  }

  void run(dnnl_primitive primitive, List<Program.Argument> arguments) {
    for (Program.Argument argument : arguments) {
      if (argument.place() instanceof Program.Place.InArena arena) {
        arena.buffer().usedAt(emitted.size());
      }
    }
    emitted.add(new Emitted(primitive, List.copyOf(arguments), null));
  }

  void java(Program.JavaStep step, Buffer... used) {
    for (Buffer buffer : used) {
      buffer.usedAt(emitted.size());
    }
    emitted.add(new Emitted(null, List.of(), step));
  }

  /** As {@link #java(Program.JavaStep, Buffer...)}, for a step that reads a place as well. */
  void java(Program.Place read, Program.JavaStep step, Buffer... used) {
    if (read instanceof Program.Place.InArena arena) {
      arena.buffer().usedAt(emitted.size());
    }
    java(step, used);
  }

  /** Room for what a descriptor describes. */
  Buffer buffer(memory.desc layout) {
    Buffer buffer = new Buffer(OneDnn.floats(layout));
    buffers.add(buffer);
    return buffer;
  }

  /** Keeps a descriptor until the steps are bound. */
  memory.desc keep(memory.desc layout) {
    return descs.keep(layout);
  }

  memory.desc activations(Shape shape) {
    return made.computeIfAbsent(shape, any -> descs.keep(OneDnn.activations(batch, shape)));
  }

  memory.desc matrix(int columns) {
    return descs.keep(OneDnn.matrix(batch, columns));
  }

  memory.desc vector(int length) {
    return made.computeIfAbsent(length, any -> descs.keep(OneDnn.vector(length)));
  }

  memory.desc strided(WeightSlice slice) {
    return made.computeIfAbsent(slice, any -> descs.keep(OneDnn.strided(slice)));
  }

  Program.Place value(String parameter) {
    return fixed(parameters.valuesAt(parameters.place(parameter).offset()));
  }

  static Program.Argument arg(int name, memory.desc layout, Program.Place place) {
    return new Program.Argument(name, layout, place);
  }

  static Program.Place in(Buffer buffer) {
    return new Program.Place.InArena(buffer);
  }

  static Program.Place fixed(FloatPointer address) {
    return new Program.Place.Fixed(address);
  }
}
