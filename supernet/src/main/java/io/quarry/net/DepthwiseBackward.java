package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.quarry.arch.Conv;
import io.quarry.arch.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Gradients of depthwise convolutions in other ways than oneDNN's own backward over channels
 * innermost, which on AVX2 is 1.3 to 5 times slower (benchmarks/operators.md).
 *
 * <p>With stride 1 the gradient of the input is the convolution of the output's gradient with the
 * kernel turned by 180°. The gradient of a wide kernel's weights is the correlation of the input
 * with the output's gradient: a depthwise convolution in which every channel of every image is a
 * channel of its own, the output's gradient is the kernel (its taps as far apart as the stride),
 * and the result, as large as the true kernel, is summed over the images.
 */
final class DepthwiseBackward {
  /** Kernels from this side on gain; below, oneDNN's own primitive is as good. */
  private static final int WIDE = 5;

  /** Channels of a block in oneDNN's blocked layout for AVX2. */
  private static final int BLOCK = 8;

  private final Tape tape;
  private final Conv conv;

  DepthwiseBackward(Tape tape, Conv conv) {
    this.tape = tape;
    this.conv = conv;
  }

  /** Whether {@link #emitData} can do it. */
  static boolean givesData(Conv conv) {
    return conv.depthwise() && conv.stride() == 1;
  }

  /** Whether {@link #emitWeights} does it better than oneDNN's own primitive. */
  static boolean givesWeights(Conv conv) {
    return conv.depthwise() && conv.kernel() >= WIDE;
  }

  /** Emits the gradient of the input. */
  void emitData(Program.Place gradient, Buffer result, LayerWeights from) {
    Kernels kernels = tape.kernels();
    Kernels.Kernel kernel = new ConvKernels(kernels).forward(tape.batch(), conv);
    memory.desc turned = tape.keep(ConvKernels.taps(conv));
    Buffer plain = tape.buffer(turned);
    tape.java(from.place(), run -> turn(from, plain), plain);
    Buffer weights = tape.buffer(kernel.weights());
    tape.run(
        kernels.copy(kernel, turned, kernel.weights()),
        Tape.arg(DNNL_ARG_FROM, turned, Tape.in(plain)),
        Tape.arg(DNNL_ARG_TO, kernel.weights(), Tape.in(weights)));
    memory.desc data = tape.activations(conv.in());
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, data, gradient),
        Tape.arg(DNNL_ARG_WEIGHTS, kernel.weights(), Tape.in(weights)),
        Tape.arg(DNNL_ARG_DST, data, Tape.in(result)));
  }

  /** Emits the gradient of the weights, added to what is shared. */
  void emitWeights(Program.Place source, Program.Place gradient, LayerWeights target) {
    ConvKernels.Correlation kernel =
        new ConvKernels(tape.kernels()).correlation(tape.batch(), conv);
    Buffer images = blocked(conv.in(), source, kernel.source());
    Buffer filter = blocked(conv.output(), gradient, kernel.weights());
    Buffer parts = tape.buffer(kernel.destination());
    tape.run(
        kernel.primitive(),
        Tape.arg(DNNL_ARG_SRC, kernel.source(), Tape.in(images)),
        Tape.arg(DNNL_ARG_WEIGHTS, kernel.weights(), Tape.in(filter)),
        Tape.arg(DNNL_ARG_DST, kernel.destination(), Tape.in(parts)));
    int length = conv.kernel() * conv.kernel() * blocks() * BLOCK;
    float[] part = new float[length];
    float[] sum = new float[length];
    float[] row = new float[conv.outChannels()];
    tape.java(
        target.place(),
        run -> {
          sum(parts.address(), part, sum);
          add(sum, row, target);
        },
        parts);
  }

  /** An activation copied into blocks of channels, in room for what it will be taken for. */
  private Buffer blocked(Shape shape, Program.Place from, memory.desc takenFor) {
    memory.desc plain = tape.activations(shape);
    memory.desc blocked = tape.keep(OneDnn.blocked(tape.batch(), shape));
    Buffer copy = tape.buffer(takenFor);
    tape.run(
        tape.kernels().copy(new BlockedKey(tape.batch(), shape), plain, blocked),
        Tape.arg(DNNL_ARG_FROM, plain, from),
        Tape.arg(DNNL_ARG_TO, blocked, Tape.in(copy)));
    return copy;
  }

  private record BlockedKey(int batch, Shape shape) {}

  private int blocks() {
    return (conv.outChannels() + BLOCK - 1) / BLOCK;
  }

  /** Copies the shared kernel's centre, last tap first, to [kernel, kernel, channels]. */
  private void turn(LayerWeights from, Buffer to) {
    int channels = conv.outChannels();
    int taps = conv.kernel() * conv.kernel();
    FloatPointer shared = from.address();
    for (int tap = 0; tap < taps; tap++) {
      Pointer.memcpy(
          to.address().getPointer((long) (taps - 1 - tap) * channels),
          shared.getPointer(tapOffset(from.slice(), tap)),
          (long) channels * Float.BYTES);
    }
  }

  /** Adds up what each image gave: [images, blocks, kernel, kernel, 8]. */
  private void sum(FloatPointer parts, float[] part, float[] sum) {
    parts.get(sum, 0, sum.length);
    for (int image = 1; image < tape.batch(); image++) {
      parts.getPointer((long) image * sum.length).get(part, 0, part.length);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
  }

  /** Adds [blocks, kernel, kernel, 8] to the shared gradient, or puts it where it is own. */
  private void add(float[] sum, float[] row, LayerWeights target) {
    int taps = conv.kernel() * conv.kernel();
    FloatPointer first = target.address();
    for (int tap = 0; tap < taps; tap++) {
      FloatPointer to = first.getPointer(tapOffset(target.slice(), tap));
      if (!target.isOwn()) {
        to.get(row, 0, row.length);
      }
      for (int c = 0; c < row.length; c++) {
        float part = sum[(c / BLOCK * taps + tap) * BLOCK + c % BLOCK];
        row[c] = target.isOwn() ? part : row[c] + part;
      }
      to.put(row, 0, row.length);
    }
  }

  /** Where a tap's channels begin, from the slice's first weight. */
  private long tapOffset(WeightSlice slice, int tap) {
    int k = conv.kernel();
    return tap / k * slice.strides().get(3) + tap % k * slice.strides().get(4);
  }
}
