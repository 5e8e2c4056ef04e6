package io.quarry.benchmarks;

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
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.use_scale;
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.use_shift;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/** Times single primitives of oneDNN. Leaves its native objects to the end of the process. */
final class OneDnnProbe {
  private final engine cpu = new engine(engine.kind.cpu, 0);
  private final stream queue = new stream(cpu);
  private final Stopwatch stopwatch;

  OneDnnProbe(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
  }

  /** A convolution with padding kernel / 2. */
  record Conv(int batch, int size, int in, int out, int kernel, int stride, boolean depthwise) {
    int outSize() {
      return (size + 2 * (kernel / 2) - kernel) / stride + 1;
    }
  }

  double forward(Conv c, format_tag tag) {
    Pass pass = new Pass(c, tag);
    return time(
        new convolution_forward(pass.hint),
        arguments()
            .put(DNNL_ARG_SRC, room(pass.source))
            .put(DNNL_ARG_WEIGHTS, room(pass.hint.weights_desc()))
            .put(DNNL_ARG_DST, room(pass.destination)));
  }

  double backwardData(Conv c, format_tag tag) {
    Pass pass = new Pass(c, tag);
    var pd =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                algorithm.convolution_direct,
                pass.source,
                pass.weights,
                pass.destination,
                pass.stride,
                pass.padding,
                pass.padding),
            cpu,
            pass.hint);
    return time(
        new convolution_backward_data(pd),
        arguments()
            .put(DNNL_ARG_DIFF_DST, room(pass.destination))
            .put(DNNL_ARG_WEIGHTS, room(pd.weights_desc()))
            .put(DNNL_ARG_DIFF_SRC, room(pass.source)));
  }

  double backwardWeights(Conv c, format_tag tag) {
    Pass pass = new Pass(c, tag);
    var pd =
        new convolution_backward_weights.primitive_desc(
            new convolution_backward_weights.desc(
                algorithm.convolution_direct,
                pass.source,
                pass.weights,
                pass.destination,
                pass.stride,
                pass.padding,
                pass.padding),
            cpu,
            pass.hint);
    return time(
        new convolution_backward_weights(pd),
        arguments()
            .put(DNNL_ARG_SRC, room(pass.source))
            .put(DNNL_ARG_DIFF_DST, room(pass.destination))
            .put(DNNL_ARG_DIFF_WEIGHTS, room(pd.diff_weights_desc())));
  }

  /** Depthwise weights' gradient as a forward convolution over every channel of every image. */
  double correlation(Conv c) {
    long groups = (long) c.batch() * c.in();
    long pixels = c.outSize();
    long k = c.kernel();
    long after = k + (pixels - 1) * c.stride() - c.size() - k / 2;
    var source = desc(format_tag.nChw8c, 1, groups, c.size(), c.size());
    var weights = desc(format_tag.Goihw8g, groups, 1, 1, pixels, pixels);
    var destination = desc(format_tag.nChw8c, 1, groups, k, k);
    var pd =
        new convolution_forward.primitive_desc(
            new convolution_forward.desc(
                prop_kind.forward_inference,
                algorithm.convolution_direct,
                source,
                weights,
                destination,
                new long[] {1, 1},
                new long[] {c.stride() - 1, c.stride() - 1},
                new long[] {k / 2, k / 2},
                new long[] {after, after}),
            cpu);
    return time(
        new convolution_forward(pd),
        arguments()
            .put(DNNL_ARG_SRC, room(source))
            .put(DNNL_ARG_WEIGHTS, room(weights))
            .put(DNNL_ARG_DST, room(destination)));
  }

  /** An activation from channels innermost into blocks of channels. */
  double toBlocks(int batch, int size, int channels) {
    memory from = room(desc(format_tag.nhwc, batch, channels, size, size));
    memory to = room(desc(format_tag.nChw8c, batch, channels, size, size));
    reorder copy = new reorder(from, to);
    return stopwatch.milliseconds(() -> copy.execute(queue, from, to));
  }

  /** Batch normalization with ReLU: forward and backward. */
  double norm(int batch, int size, int channels, format_tag tag, prop_kind kind) {
    int flags = use_scale.value | use_shift.value | fuse_norm_relu.value;
    memory.desc data = desc(tag, batch, channels, size, size);
    var pd =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(
                prop_kind.forward_training.value, data, 1e-5f, flags),
            cpu);
    memory mask = new memory(pd.workspace_desc(), cpu);
    IntMemoryMap forward =
        statistics(pd).put(DNNL_ARG_SRC, room(data)).put(DNNL_ARG_DST, room(data));
    forward.put(DNNL_ARG_WORKSPACE, mask);
    primitive run = new batch_normalization_forward(pd);
    if (kind == prop_kind.forward_training) {
      return time(run, forward);
    }
    run.execute(queue, forward);
    var back =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value, data, data, 1e-5f, flags),
            cpu,
            pd);
    return time(
        new batch_normalization_backward(back),
        statistics(pd)
            .put(DNNL_ARG_SRC, room(data))
            .put(DNNL_ARG_DIFF_DST, room(data))
            .put(DNNL_ARG_DIFF_SRC, room(data))
            .put(DNNL_ARG_DIFF_SCALE, room(pd.mean_desc()))
            .put(DNNL_ARG_DIFF_SHIFT, room(pd.mean_desc()))
            .put(DNNL_ARG_WORKSPACE, mask));
  }

  double addRelu(int batch, int size, int channels) {
    memory.desc data = desc(format_tag.nhwc, batch, channels, size, size);
    post_ops after = new post_ops();
    after.append_eltwise(1f, algorithm.eltwise_relu, 0f, 0f);
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(after);
    var pd =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add, data, data, data), attributes, cpu);
    return time(
        new binary(pd),
        arguments()
            .put(DNNL_ARG_SRC_0, room(data))
            .put(DNNL_ARG_SRC_1, room(data))
            .put(DNNL_ARG_DST, room(data)));
  }

  double pool(int batch, int size, int channels) {
    memory.desc source = desc(format_tag.nhwc, batch, channels, size, size);
    memory.desc destination = desc(format_tag.nhwc, batch, channels, 1, 1);
    long[] window = {size, size};
    long[] padding = {0, 0};
    var pd =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                prop_kind.forward_training,
                algorithm.pooling_avg,
                source,
                destination,
                window,
                window,
                padding,
                padding),
            cpu);
    return time(
        new pooling_forward(pd),
        arguments().put(DNNL_ARG_SRC, room(source)).put(DNNL_ARG_DST, room(destination)));
  }

  private IntMemoryMap statistics(batch_normalization_forward.primitive_desc pd) {
    return arguments()
        .put(DNNL_ARG_MEAN, room(pd.mean_desc()))
        .put(DNNL_ARG_VARIANCE, room(pd.mean_desc()))
        .put(DNNL_ARG_SCALE, room(pd.mean_desc()))
        .put(DNNL_ARG_SHIFT, room(pd.mean_desc()));
  }

  private double time(primitive run, IntMemoryMap arguments) {
    return stopwatch.milliseconds(() -> run.execute(queue, arguments));
  }

  private static IntMemoryMap arguments() {
    return new IntMemoryMap();
  }

  private memory room(memory.desc layout) {
    FloatPointer numbers = new FloatPointer(layout.get_size() / Float.BYTES + 16);
    for (long i = 0; i < numbers.capacity(); i++) {
      numbers.put(i, (float) Math.sin((double) i) * 0.5f + 0.1f);
    }
    return new memory(layout, cpu, numbers);
  }

  private static memory.desc desc(format_tag tag, long... dims) {
    return new memory.desc(dims, memory.data_type.f32, tag);
  }

  /** The descriptors of a convolution and its forward pass. */
  private final class Pass {
    private final memory.desc source;
    private final memory.desc destination;
    private final memory.desc weights;
    private final long[] stride;
    private final long[] padding;
    private final convolution_forward.primitive_desc hint;

    Pass(Conv c, format_tag tag) {
      source = desc(tag, c.batch(), c.in(), c.size(), c.size());
      destination = desc(tag, c.batch(), c.out(), c.outSize(), c.outSize());
      weights =
          c.depthwise()
              ? desc(format_tag.any, c.in(), 1, 1, c.kernel(), c.kernel())
              : desc(format_tag.any, c.out(), c.in(), c.kernel(), c.kernel());
      stride = new long[] {c.stride(), c.stride()};
      padding = new long[] {c.kernel() / 2, c.kernel() / 2};
      hint =
          new convolution_forward.primitive_desc(
              new convolution_forward.desc(
                  prop_kind.forward_training,
                  algorithm.convolution_direct,
                  source,
                  weights,
                  destination,
                  stride,
                  padding,
                  padding),
              cpu);
    }
  }
}
