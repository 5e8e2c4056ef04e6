package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Dense;
import java.util.List;

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
