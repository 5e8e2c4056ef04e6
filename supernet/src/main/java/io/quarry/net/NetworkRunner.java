package io.quarry.net;

import io.quarry.arch.Network;
import io.quarry.arch.Shape;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Executes networks over shared parameters by oneDNN's primitives on native memory.
 *
 * <p>Keeps primitives by shape, the last networks ready to run, and one block of memory for
 * activations, as large as the largest network so far needed. Running a network the first time for
 * a batch size costs some milliseconds more. With an unchanged number of {@link NativeThreads}
 * equal calls give equal bits.
 *
 * <p>One for each thread: not thread-safe. Holds native memory until {@link #close}; the parameters
 * are the caller's to close.
 */
public final class NetworkRunner implements AutoCloseable {
  /** What batch normalization adds to the variance: ε. */
  public static final float EPSILON = 1e-5f;

  /** Ready networks kept; the sandwich rule repeats two of them every step. */
  private static final int PROGRAMS = 8;

  /** Operators kept before all are thrown away: each holds generated code of some 10 kB. */
  private static final int KERNELS = 4000;

  private final Parameters parameters;
  private final OneDnn oneDnn = new OneDnn();
  private final Arena arena = new Arena();
  private final RoundingScratch scratch = new RoundingScratch();
  private final Map<Key, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
  private Kernels kernels = new Kernels(oneDnn);
  private int threads = NativeThreads.current();
  private Optional<Pending> pending = Optional.empty();

  /** A runner over parameters, which must outlive it. */
  public NetworkRunner(Parameters parameters) {
    this.parameters = parameters;
  }

  private record Key(
      Network network, int batch, ProgramBuilder.Mode mode, ProgramBuilder.Precision precision) {}

  /** A forward pass whose backward pass is to come. */
  private record Pending(Program program, INDArray images, RoundedLayers rounded) {}

  /**
   * Training-mode forward, normalizing by the batch's own statistics; keeps what {@link #backward}
   * needs.
   *
   * @param network whose layers are all among the parameters
   * @param images FLOAT [N, height, width, channels], c-ordered; not to be changed or closed before
   *     backward
   * @return logits, FLOAT [N, classes], or where the network ends in features those, FLOAT [N,
   *     height, width, channels]; valid until this runner's next call, backward excepted
   */
  public INDArray forward(Network network, INDArray images) {
    return forward(network, RoundedLayers.none(), images);
  }

  /**
   * The same in the formats of a policy. {@link #backward} then gives gradients straight through
   * rounding: Esser et al. 2020 (LSQ), equations 3 and 5, and Bhalgat et al. 2020 (LSQ+) for
   * offsets; those of learned grids come times 1/√(N·Qₚ) (LSQ, section 2.2).
   *
   * @param rounded formats whose {@link LearnedGrid}s are set
   */
  public INDArray forward(Network network, RoundedLayers rounded, INDArray images) {
    Program program = program(network, rounded, images, ProgramBuilder.Mode.TRAIN);
    program.forward(
        address(images), Program.Run.quiet(arena, images, rounded, BatchStatistics.NONE));
    pending = Optional.of(new Pending(program, images, rounded));
    return output(program);
  }

  /**
   * Adds d(loss)/d(parameters) of the last forward to the parameters' gradients, and frees what it
   * kept.
   *
   * @param gradients d(loss)/d(what forward put out), of its shape, FLOAT, c-ordered
   * @throws IllegalStateException where no forward precedes
   */
  public void backward(INDArray gradients) {
    Pending last =
        pending.orElseThrow(() -> new IllegalStateException("Backward without a forward before"));
    pending = Optional.empty();
    Program program = last.program();
    requireArray(gradients, outputShape(program));
    program.backward(
        address(gradients),
        Program.Run.quiet(arena, last.images(), last.rounded(), BatchStatistics.NONE));
  }

  /**
   * Forward with the statistics of the whole given batch; keeps nothing, and gives an activation's
   * memory back as soon as its last reader has run.
   *
   * @param network whose layers are all among the parameters
   * @param images FLOAT [N, height, width, channels], c-ordered
   * @param observer sees the input and every node's output
   * @return what each convolution's normalization measured
   */
  public BatchStatistics calibrate(Network network, INDArray images, Observer observer) {
    return calibrate(network, RoundedLayers.none(), images, observer);
  }

  /**
   * The same in the formats of a policy; the observer sees activations before they are rounded.
   *
   * @param rounded formats whose {@link LearnedGrid}s are set
   */
  public BatchStatistics calibrate(
      Network network, RoundedLayers rounded, INDArray images, Observer observer) {
    Program program = program(network, rounded, images, ProgramBuilder.Mode.CALIBRATE);
    Program.Run run = Program.Run.watched(arena, images, rounded, observer);
    program.forward(address(images), run);
    return new BatchStatistics(run.means(), run.variances());
  }

  /**
   * Forward with given statistics.
   *
   * @param network whose layers are all among the parameters
   * @param statistics of this network
   * @param images FLOAT [N, height, width, channels], c-ordered
   * @return logits or features, as {@link #forward} has them; valid until this runner's next call
   */
  public INDArray infer(Network network, BatchStatistics statistics, INDArray images) {
    return infer(network, RoundedLayers.none(), statistics, images);
  }

  /**
   * The same in the formats of a policy.
   *
   * @param rounded formats whose {@link LearnedGrid}s are set
   */
  public INDArray infer(
      Network network, RoundedLayers rounded, BatchStatistics statistics, INDArray images) {
    Program program = program(network, rounded, images, ProgramBuilder.Mode.INFER);
    program.forward(address(images), Program.Run.quiet(arena, images, rounded, statistics));
    return output(program);
  }

  @Override
  public void close() {
    forgetPrograms();
    kernels.close();
    arena.close();
    oneDnn.close();
  }

  private INDArray output(Program program) {
    return arena.view(program.output(), outputShape(program));
  }

  private static long[] outputShape(Program program) {
    Shape shape = program.network().output();
    return program.network().endsInLogits()
        ? new long[] {program.batch(), shape.channels()}
        : new long[] {program.batch(), shape.height(), shape.width(), shape.channels()};
  }

  private Program program(
      Network network, RoundedLayers rounded, INDArray images, ProgramBuilder.Mode mode) {
    pending = Optional.empty();
    Shape input = network.input();
    int batch = Math.toIntExact(images.size(0));
    requireArray(images, batch, input.height(), input.width(), input.channels());
    forgetStaleKernels();
    Key key =
        new Key(
            network,
            batch,
            mode,
            rounded.areNone() ? ProgramBuilder.Precision.FLOAT : ProgramBuilder.Precision.ROUNDED);
    Program program = programs.get(key);
    if (program == null) {
      program = build(key);
      programs.put(key, program);
      forgetOldest();
    }
    return program;
  }

  private Program build(Key key) {
    ProgramBuilder builder =
        new ProgramBuilder(
            new Tape(kernels, parameters, key.batch(), scratch),
            key.network(),
            key.mode(),
            key.precision());
    long needed = builder.plan();
    if (!arena.holds(needed)) {
      forgetPrograms();
      arena.grow(needed);
    }
    return builder.bind(oneDnn, arena);
  }

  private void forgetStaleKernels() {
    int now = NativeThreads.current();
    if (now != threads || kernels.size() > KERNELS) {
      threads = now;
      forgetPrograms();
      kernels.close();
      kernels = new Kernels(oneDnn);
    }
  }

  private void forgetOldest() {
    Iterator<Program> oldest = programs.values().iterator();
    while (programs.size() > PROGRAMS) {
      oldest.next().close();
      oldest.remove();
    }
  }

  private void forgetPrograms() {
    programs.values().forEach(Program::close);
    programs.clear();
  }

  private static FloatPointer address(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }

  private static void requireArray(INDArray array, long... shape) {
    if (array.dataType() != DataType.FLOAT
        || !Arrays.equals(array.shape(), shape)
        || array.ordering() != 'c'
        || !isDense(array)) {
      throw new IllegalArgumentException(
          "Expected a dense, c-ordered FLOAT array of shape %s, not a %s of %s"
              .formatted(Arrays.toString(shape), array.dataType(), array.shapeInfoToString()));
    }
  }

  private static boolean isDense(INDArray array) {
    long expected = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }
}
