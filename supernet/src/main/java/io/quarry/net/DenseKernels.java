package io.quarry.net;

import io.quarry.arch.Dense;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;

/** The primitives of fully connected layers. */
final class DenseKernels {
  private final Kernels kernels;

  DenseKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  private record DenseKey(String pass, int batch, int in, int out) {}

  Kernels.Kernel forward(int batch, Dense dense) {
    return kernels.cached(
        new DenseKey("forward", batch, dense.inputChannels(), dense.outputChannels()),
        key -> {
          try (DenseDescs d = new DenseDescs(batch, dense)) {
            inner_product_forward.primitive_desc pd = kernels.keep(d.forward());
            return kernels.kernel(new inner_product_forward(pd), pd.weights_desc());
          }
        });
  }

  Kernels.Kernel backwardData(int batch, Dense dense) {
    return kernels.cached(
        new DenseKey("data", batch, dense.inputChannels(), dense.outputChannels()),
        key -> {
          try (DenseDescs d = new DenseDescs(batch, dense);
              inner_product_forward.primitive_desc hint = d.forward();
              var wanted =
                  new inner_product_backward_data.desc(d.source, d.weights, d.destination)) {
            var pd =
                kernels.keep(
                    new inner_product_backward_data.primitive_desc(wanted, kernels.engine(), hint));
            return kernels.kernel(new inner_product_backward_data(pd), pd.weights_desc());
          }
        });
  }

  Kernels.Kernel backwardWeights(int batch, Dense dense) {
    return kernels.cached(
        new DenseKey("weights", batch, dense.inputChannels(), dense.outputChannels()),
        key -> {
          try (DenseDescs d = new DenseDescs(batch, dense);
              inner_product_forward.primitive_desc hint = d.forward();
              var wanted =
                  new inner_product_backward_weights.desc(
                      d.source, d.weights, d.bias, d.destination)) {
            var pd =
                kernels.keep(
                    new inner_product_backward_weights.primitive_desc(
                        wanted, kernels.engine(), hint));
            return kernels.kernel(new inner_product_backward_weights(pd), pd.diff_weights_desc());
          }
        });
  }

  /** The descriptors of a fully connected layer. */
  private final class DenseDescs implements AutoCloseable {
    private final memory.desc source;
    private final memory.desc weights;
    private final memory.desc bias;
    private final memory.desc destination;

    DenseDescs(int batch, Dense dense) {
      source = OneDnn.matrix(batch, dense.inputChannels());
      weights =
          OneDnn.anyLayout(List.of((long) dense.outputChannels(), (long) dense.inputChannels()));
      bias = OneDnn.vector(dense.outputChannels());
      destination = OneDnn.matrix(batch, dense.outputChannels());
    }

    inner_product_forward.primitive_desc forward() {
      try (var wanted =
          new inner_product_forward.desc(
              prop_kind.forward_training, source, weights, bias, destination)) {
        return new inner_product_forward.primitive_desc(wanted, kernels.engine());
      }
    }

    @Override
    public void close() {
      source.close();
      weights.close();
      bias.close();
      destination.close();
    }
  }
}
