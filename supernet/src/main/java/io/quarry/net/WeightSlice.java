package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import io.quarry.arch.Layer;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a layer's weights lie inside the shared parameter of its name: the prefix of its input and
 * output channels and the centre of its kernel, as a strided view. oneDNN takes the strides as they
 * are, so no copy is made.
 *
 * @param dims [outputs, inputs of a filter, kernel, kernel], depthwise [channels, 1, 1, kernel,
 *     kernel], the classifier's [outputs, inputs]
 * @param strides of each dimension, in floats
 * @param offset of the first weight in the flat vectors of all parameters
 * @param start of the first weight in its own parameter
 */
record WeightSlice(List<Long> dims, List<Long> strides, int offset, int start) {

  static WeightSlice of(Layer layer, Parameters parameters) {
    return layer instanceof Conv conv ? of(conv, parameters) : of((Dense) layer, parameters);
  }

  static WeightSlice of(Conv conv, Parameters parameters) {
    Parameters.Placed place = parameters.place(conv.name() + Parameters.WEIGHT);
    List<Integer> shared = place.spec().dims();
    long k = conv.kernel();
    long sharedKernel = shared.get(0);
    long sharedIn = shared.get(2);
    long sharedOut = shared.get(3);
    if (k > sharedKernel
        || (sharedKernel - k) % 2 != 0
        || conv.channelsPerFilter() > sharedIn
        || conv.outChannels() > sharedOut) {
      throw new IllegalArgumentException(
          "Layer %s does not fit into its parameter of %s".formatted(conv, shared));
    }
    long columns = sharedIn * sharedOut;
    long rows = sharedKernel * columns;
    int start = (int) ((sharedKernel - k) / 2 * (rows + columns));
    long outputs = conv.outChannels();
    return conv.depthwise()
        ? new WeightSlice(
            List.of(outputs, 1L, 1L, k, k),
            List.of(1L, sharedOut, sharedOut, rows, columns),
            place.offset() + start,
            start)
        : new WeightSlice(
            List.of(outputs, (long) conv.in().channels(), k, k),
            List.of(1L, sharedOut, rows, columns),
            place.offset() + start,
            start);
  }

  static WeightSlice of(Dense dense, Parameters parameters) {
    Parameters.Placed place = parameters.place(dense.name() + Parameters.WEIGHT);
    List<Integer> shared = place.spec().dims();
    if (dense.inputChannels() > shared.get(0) || dense.outputChannels() > shared.get(1)) {
      throw new IllegalArgumentException(
          "Layer %s does not fit into its parameter of %s".formatted(dense, shared));
    }
    return new WeightSlice(
        List.of((long) dense.outputChannels(), (long) dense.inputChannels()),
        List.of(1L, (long) shared.get(1)),
        place.offset(),
        0);
  }

  /** The same weights without gaps, in the order of their parameter: the outputs vary fastest. */
  WeightSlice dense() {
    long outputs = dims.get(0);
    long inputs = dims.get(1);
    if (dims.size() == 2) {
      return new WeightSlice(dims, List.of(1L, outputs), 0, 0);
    }
    long column = inputs * outputs;
    long row = dims.get(dims.size() - 1) * column;
    List<Long> steps =
        dims.size() == 5
            ? List.of(1L, outputs, outputs, row, column)
            : List.of(1L, outputs, row, column);
    return new WeightSlice(dims, steps, 0, 0);
  }

  /**
   * Copies the slice into an array, in the order of {@link #dense}.
   *
   * @param flat the vector of all parameters
   */
  void read(INDArray flat, float[] to) {
    FloatBuffer all =
        new FloatPointer(flat.data().addressPointer()).capacity(flat.length()).asBuffer();
    int outputs = Math.toIntExact(dims.get(0));
    int at = 0;
    for (int row : rows()) {
      all.get(row, to, at, outputs);
      at += outputs;
    }
  }

  /**
   * Adds an array, in the order of {@link #dense}, to the slice.
   *
   * @param flat the vector of all gradients
   * @param row room for a number of each output
   */
  void add(float[] from, INDArray flat, float[] row) {
    FloatBuffer all =
        new FloatPointer(flat.data().addressPointer()).capacity(flat.length()).asBuffer();
    int outputs = Math.toIntExact(dims.get(0));
    int at = 0;
    for (int start : rows()) {
      all.get(start, row, 0, outputs);
      for (int i = 0; i < outputs; i++) {
        row[i] += from[at + i];
      }
      all.put(start, row, 0, outputs);
      at += outputs;
    }
  }

  /** Where the outputs of each tap and input begin in the flat vectors, kernel rows outermost. */
  private int[] rows() {
    int last = dims.size() - 1;
    int height = last > 1 ? Math.toIntExact(dims.get(last - 1)) : 1;
    int width = last > 1 ? Math.toIntExact(dims.get(last)) : 1;
    int inputs = Math.toIntExact(dims.get(1));
    int[] rows = new int[height * width * inputs];
    int next = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        long tap = last > 1 ? y * strides.get(last - 1) + x * strides.get(last) : 0;
        for (int i = 0; i < inputs; i++) {
          rows[next++] = Math.toIntExact(offset + tap + i * strides.get(1));
        }
      }
    }
    return rows;
  }

  /** Copies the slice out of its parameter, dense, the last dimension varying fastest. */
  float[] gather(float[] shared) {
    int[] sizes = dims.stream().mapToInt(Math::toIntExact).toArray();
    int[] steps = strides.stream().mapToInt(Math::toIntExact).toArray();
    int length = java.util.Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    float[] copy = new float[length];
    for (int i = 0; i < length; i++) {
      int rest = i;
      int index = start;
      for (int d = sizes.length - 1; d >= 0; d--) {
        index += rest % sizes[d] * steps[d];
        rest /= sizes[d];
      }
      copy[i] = shared[index];
    }
    return copy;
  }
}
