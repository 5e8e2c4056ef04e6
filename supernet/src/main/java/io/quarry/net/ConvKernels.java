package io.quarry.net;

import io.quarry.arch.Conv;
import io.quarry.arch.Shape;
import java.util.List;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** The primitives of convolutions, activations with channels innermost. */
final class ConvKernels {
  private final Kernels kernels;

  ConvKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  /** What decides a convolution's primitives. */
  private record ConvKey(
      String pass, int batch, Shape in, int out, int kernel, int stride, boolean depthwise) {
    static ConvKey of(String pass, int batch, Conv conv) {
      return new ConvKey(
          pass,
          batch,
          conv.in(),
          conv.outChannels(),
          conv.kernel(),
          conv.stride(),
          conv.depthwise());
    }
  }

  Kernels.Kernel forward(int batch, Conv conv) {
    return kernels.cached(
        ConvKey.of("forward", batch, conv),
        key -> {
          try (ConvDescs d = new ConvDescs(batch, conv)) {
            convolution_forward.primitive_desc pd = kernels.keep(d.forward());
            return kernels.kernel(new convolution_forward(pd), pd.weights_desc());
          }
        });
  }

  Kernels.Kernel backwardData(int batch, Conv conv) {
    return kernels.cached(
        ConvKey.of("data", batch, conv),
        key -> {
          try (ConvDescs d = new ConvDescs(batch, conv);
              convolution_forward.primitive_desc hint = d.forward();
              convolution_backward_data.desc wanted =
                  new convolution_backward_data.desc(
                      algorithm.convolution_direct,
                      d.source,
                      d.weights,
                      d.destination,
                      d.strides,
                      d.padding,
                      d.padding)) {
            var pd =
                kernels.keep(
                    new convolution_backward_data.primitive_desc(wanted, kernels.engine(), hint));
            return kernels.kernel(new convolution_backward_data(pd), pd.weights_desc());
          }
        });
  }

  Kernels.Kernel backwardWeights(int batch, Conv conv) {
    return kernels.cached(
        ConvKey.of("weights", batch, conv),
        key -> {
          try (ConvDescs d = new ConvDescs(batch, conv)) {
            return backwardWeights(d);
          }
        });
  }

  private Kernels.Kernel backwardWeights(ConvDescs d) {
    try (convolution_forward.primitive_desc hint = d.forward();
        convolution_backward_weights.desc wanted =
            new convolution_backward_weights.desc(
                algorithm.convolution_direct,
                d.source,
                d.weights,
                d.destination,
                d.strides,
                d.padding,
                d.padding)) {
      var pd =
          kernels.keep(
              new convolution_backward_weights.primitive_desc(wanted, kernels.engine(), hint));
      return kernels.kernel(new convolution_backward_weights(pd), pd.diff_weights_desc());
    }
  }

  /** A depthwise convolution's taps, each with all channels: [kernel, kernel, channels]. */
  static memory.desc taps(Conv conv) {
    long k = conv.kernel();
    long channels = conv.outChannels();
    return new memory.desc(
        new long[] {channels, 1, 1, k, k},
        memory.data_type.f32,
        new long[] {1, channels, channels, k * channels, channels});
  }

  /** A primitive with the descriptors of all that it takes. */
  record Correlation(
      dnnl_primitive primitive, memory.desc source, memory.desc weights, memory.desc destination) {}

  /**
   * A depthwise convolution over every channel of every image, whose kernel is as large as the
   * output of {@code conv}, and whose output as its kernel.
   */
  Correlation correlation(int batch, Conv conv) {
    return kernels.cached(
        ConvKey.of("correlation", batch, conv),
        key -> {
          Shape in = conv.in();
          Shape out = conv.output();
          long k = conv.kernel();
          long groups = batch * ((conv.outChannels() + 7L) / 8 * 8);
          var f32 = memory.data_type.f32;
          long[] window = {1, groups, in.height(), in.width()};
          long[] filter = {groups, 1, 1, out.height(), out.width()};
          var source = kernels.keep(new memory.desc(window, f32, memory.format_tag.nChw8c));
          var weights = kernels.keep(new memory.desc(filter, f32, memory.format_tag.Goihw8g));
          var destination =
              kernels.keep(
                  new memory.desc(new long[] {1, groups, k, k}, f32, memory.format_tag.nChw8c));
          long[] gaps = {conv.stride() - 1, conv.stride() - 1};
          long[] before = {k / 2, k / 2};
          long[] after = {
            padAfter(conv, in.height(), out.height()), padAfter(conv, in.width(), out.width())
          };
          try (var wanted =
              new convolution_forward.desc(
                  prop_kind.forward_inference,
                  algorithm.convolution_direct,
                  source,
                  weights,
                  destination,
                  new long[] {1, 1},
                  gaps,
                  before,
                  after)) {
            var pd = kernels.keep(new convolution_forward.primitive_desc(wanted, kernels.engine()));
            return new Correlation(
                kernels.handle(new convolution_forward(pd)), source, weights, destination);
          }
        });
  }

  /** What must follow the image so that the output is as large as the kernel; may be negative. */
  private static long padAfter(Conv conv, int in, int out) {
    int k = conv.kernel();
    return k - 1 + (out - 1) * (long) conv.stride() + 1 - in - k / 2;
  }

  /** The descriptors of a convolution. */
  private final class ConvDescs implements AutoCloseable {
    private final memory.desc source;
    private final memory.desc weights;
    private final memory.desc destination;
    private final long[] strides;
    private final long[] padding;

    ConvDescs(int batch, Conv conv) {
      long k = conv.kernel();
      long out = conv.outChannels();
      source = OneDnn.activations(batch, conv.in());
      destination = OneDnn.activations(batch, conv.output());
      weights =
          OneDnn.anyLayout(
              conv.depthwise()
                  ? List.of(out, 1L, 1L, k, k)
                  : List.of(out, (long) conv.in().channels(), k, k));
      strides = new long[] {conv.stride(), conv.stride()};
      padding = new long[] {k / 2, k / 2};
    }

    convolution_forward.primitive_desc forward() {
      try (var wanted =
          new convolution_forward.desc(
              prop_kind.forward_training,
              algorithm.convolution_direct,
              source,
              weights,
              destination,
              strides,
              padding,
              padding)) {
        return new convolution_forward.primitive_desc(wanted, kernels.engine());
      }
    }

    @Override
    public void close() {
      source.close();
      weights.close();
      destination.close();
    }
  }
}
