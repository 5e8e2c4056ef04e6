package io.quarry.net;

import io.quarry.arch.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network made ready to run for one batch size: steps that either run a primitive or a few lines
 * of Java, with every address bound. Built by {@link ProgramBuilder}.
 */
final class Program implements AutoCloseable {
  private final OneDnn oneDnn;
  private final OneDnn.Owned owned = new OneDnn.Owned();
  private final List<Step> steps = new ArrayList<>();
  private final List<memory> images = new ArrayList<>();
  private final List<memory> outputGradients = new ArrayList<>();
  private final Map<Bound, memory> bound = new HashMap<>();
  private final Network network;
  private final int batch;
  private final Buffer output;
  private int forwardSteps;

  Program(OneDnn oneDnn, Network network, int batch, Buffer output) {
    this.oneDnn = oneDnn;
    this.network = network;
    this.batch = batch;
    this.output = output;
  }

  /** What one run is given, and the statistics it gives back. */
  record Run(
      Arena arena,
      INDArray images,
      RoundedLayers rounded,
      Observer observer,
      BatchStatistics given,
      Map<String, float[]> means,
      Map<String, float[]> variances) {

    /** A run that nobody watches. */
    static Run quiet(Arena arena, INDArray images, RoundedLayers rounded, BatchStatistics given) {
      return new Run(arena, images, rounded, (node, activation) -> {}, given, Map.of(), Map.of());
    }

    /** A run that is watched, and measures statistics. */
    static Run watched(Arena arena, INDArray images, RoundedLayers rounded, Observer observer) {
      return new Run(
          arena,
          images,
          rounded,
          observer,
          BatchStatistics.NONE,
          new LinkedHashMap<>(),
          new LinkedHashMap<>());
    }

    /** The first float of what a Java step reads: in the arena, or the images. */
    FloatPointer address(Place place) {
      return place instanceof Place.InArena arena
          ? arena.buffer().address()
          : new FloatPointer(images.data().addressPointer());
    }
  }

  /** One step. */
  private interface Step {
    void run(Run run);
  }

  /** A few lines of Java between primitives. */
  interface JavaStep {
    void run(Run run);
  }

  /** What a primitive reads or writes. */
  sealed interface Place {
    /** In the arena. */
    record InArena(Buffer buffer) implements Place {}

    /** Among the parameters or their gradients. */
    record Fixed(FloatPointer address) implements Place {}

    /** The images given to a run. */
    record Images() implements Place {}

    /** The gradient given to a run. */
    record OutputGradient() implements Place {}
  }

  /** One argument of a primitive; its descriptor is the program's from here on. */
  record Argument(int name, memory.desc layout, Place place) {}

  /** What one memory object stands for; several arguments may share it. */
  private record Bound(memory.desc layout, Place place) {}

  Network network() {
    return network;
  }

  int batch() {
    return batch;
  }

  Buffer output() {
    return output;
  }

  void add(JavaStep step) {
    steps.add(step::run);
  }

  void add(dnnl_primitive primitive, List<Argument> arguments) {
    dnnl_exec_arg_t list = owned.keep(new dnnl_exec_arg_t(arguments.size()));
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      list.position(i).arg(argument.name()).memory(memoryOf(argument).get());
    }
    list.position(0);
    int count = arguments.size();
    steps.add(run -> oneDnn.execute(primitive, list, count));
  }

  /** Everything added before belongs to the forward pass. */
  void endForward() {
    forwardSteps = steps.size();
  }

  void forward(FloatPointer input, Run run) {
    images.forEach(given -> given.set_data_handle(input));
    for (int i = 0; i < forwardSteps; i++) {
      steps.get(i).run(run);
    }
  }

  void backward(FloatPointer gradient, Run run) {
    outputGradients.forEach(given -> given.set_data_handle(gradient));
    for (int i = forwardSteps; i < steps.size(); i++) {
      steps.get(i).run(run);
    }
  }

  @Override
  public void close() {
    owned.close();
  }

  private memory memoryOf(Argument argument) {
    return bound.computeIfAbsent(
        new Bound(argument.layout(), argument.place()), key -> bind(key.layout(), key.place()));
  }

  private memory bind(memory.desc layout, Place place) {
    if (place instanceof Place.InArena arena) {
      return memoryAt(layout, arena.buffer().address());
    }
    if (place instanceof Place.Fixed fixed) {
      return memoryAt(layout, fixed.address());
    }
    memory given = memoryAt(layout, null);
    (place instanceof Place.Images ? images : outputGradients).add(given);
    return given;
  }

  private memory memoryAt(memory.desc layout, Pointer address) {
    return owned.keep(new memory(layout, oneDnn.engine(), address));
  }
}
