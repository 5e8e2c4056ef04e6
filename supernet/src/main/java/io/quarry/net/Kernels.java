package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.normalization_flags.fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.use_scale;
import static org.bytedeco.dnnl.global.dnnl.normalization_flags.use_shift;

import io.quarry.arch.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's primitives, made once for each operator and shape. A primitive keeps the number of
 * threads it was made for, so the cache is thrown away when that changes.
 */
final class Kernels implements AutoCloseable {
  private final OneDnn.Owned owned = new OneDnn.Owned();
  private final Map<Object, Object> byShape = new HashMap<>();
  private final OneDnn oneDnn;

  Kernels(OneDnn oneDnn) {
    this.oneDnn = oneDnn;
  }

  engine engine() {
    return oneDnn.engine();
  }

  /** Keeps a native object as long as the primitives. */
  <P extends Pointer> P keep(P pointer) {
    return owned.keep(pointer);
  }

  /** How many operators it holds. */
  int size() {
    return byShape.size();
  }

  @Override
  public void close() {
    byShape.clear();
    owned.close();
  }

  /** A primitive with the descriptors of what it takes in a layout of its own choice. */
  record Kernel(dnnl_primitive primitive, memory.desc weights) {}

  /** A normalization: {@code workspace} is of no size where it keeps no mask for backward. */
  record Norm(dnnl_primitive forward, dnnl_primitive backward, memory.desc workspace) {}

  private record ShapeKey(String operator, int batch, Shape shape, boolean relu) {}

  private record ProductKey(int batch, Shape shape, Shape factors, float number) {}

  private record ScatterKey(Kernel kernel, List<Long> strides) {}

  private record ReorderKey(Object layout, List<Long> strides, boolean gradient) {}

  /** Normalization by the batch's own statistics, forward and backward. */
  Norm norm(int batch, Shape shape, boolean relu) {
    return cached(
        new ShapeKey("norm", batch, shape, relu),
        key -> {
          int flags = use_scale.value | use_shift.value | (relu ? fuse_norm_relu.value : 0);
          try (memory.desc data = OneDnn.activations(batch, shape);
              var forward =
                  new batch_normalization_forward.desc(
                      prop_kind.forward_training.value, data, NetworkRunner.EPSILON, flags);
              var backward =
                  new batch_normalization_backward.desc(
                      prop_kind.backward.value, data, data, NetworkRunner.EPSILON, flags)) {
            var pd =
                owned.keep(
                    new batch_normalization_forward.primitive_desc(forward, oneDnn.engine()));
            var back =
                owned.keep(
                    new batch_normalization_backward.primitive_desc(backward, oneDnn.engine(), pd));
            return new Norm(
                handle(new batch_normalization_forward(pd)),
                handle(new batch_normalization_backward(back)),
                owned.keep(pd.workspace_desc()));
          }
        });
  }

  /** Normalization by given statistics. */
  dnnl_primitive normByStatistics(int batch, Shape shape, boolean relu) {
    return cached(
        new ShapeKey("statistics", batch, shape, relu),
        key -> {
          int flags =
              use_scale.value
                  | use_shift.value
                  | use_global_stats.value
                  | (relu ? fuse_norm_relu.value : 0);
          try (memory.desc data = OneDnn.activations(batch, shape);
              var wanted =
                  new batch_normalization_forward.desc(
                      prop_kind.forward_inference.value, data, NetworkRunner.EPSILON, flags)) {
            var pd =
                owned.keep(new batch_normalization_forward.primitive_desc(wanted, oneDnn.engine()));
            return handle(new batch_normalization_forward(pd));
          }
        });
  }

  /** The sum of two activations, perhaps with a ReLU; may write over either of them. */
  dnnl_primitive add(int batch, Shape shape, boolean relu) {
    return cached(
        new ShapeKey("add", batch, shape, relu),
        key -> {
          try (memory.desc data = OneDnn.activations(batch, shape);
              post_ops after = new post_ops();
              primitive_attr attributes = new primitive_attr();
              binary.desc wanted = new binary.desc(algorithm.binary_add, data, data, data)) {
            if (relu) {
              after.append_eltwise(1f, algorithm.eltwise_relu, 0f, 0f);
              attributes.set_post_ops(after);
            }
            var pd = owned.keep(new binary.primitive_desc(wanted, attributes, oneDnn.engine()));
            return handle(new binary(pd));
          }
        });
  }

  /**
   * The product of an activation with another times a number.
   *
   * @param factors shape of the other: the same, or one pixel that counts for all
   */
  dnnl_primitive multiply(int batch, Shape shape, Shape factors, float number) {
    return cached(
        new ProductKey(batch, shape, factors, number),
        key -> {
          try (memory.desc data = OneDnn.activations(batch, shape);
              memory.desc other = OneDnn.activations(batch, factors);
              post_ops after = new post_ops();
              primitive_attr attributes = new primitive_attr();
              binary.desc wanted = new binary.desc(algorithm.binary_mul, data, other, data)) {
            if (number != 1) {
              after.append_eltwise(1f, algorithm.eltwise_linear, number, 0f);
              attributes.set_post_ops(after);
            }
            var pd = owned.keep(new binary.primitive_desc(wanted, attributes, oneDnn.engine()));
            return handle(new binary(pd));
          }
        });
  }

  /** The gradient of a ReLU, from what it put out. */
  dnnl_primitive reluBackward(int batch, Shape shape) {
    return cached(
        new ShapeKey("relu", batch, shape, true),
        key -> {
          algorithm relu = algorithm.eltwise_relu_use_dst_for_bwd;
          try (memory.desc data = OneDnn.activations(batch, shape);
              var forward =
                  new eltwise_forward.desc(prop_kind.forward_training, relu, data, 0f, 0f);
              var hint = new eltwise_forward.primitive_desc(forward, oneDnn.engine());
              var wanted = new eltwise_backward.desc(relu, data, data, 0f, 0f)) {
            var pd = owned.keep(new eltwise_backward.primitive_desc(wanted, oneDnn.engine(), hint));
            return handle(new eltwise_backward(pd));
          }
        });
  }

  dnnl_primitive poolForward(int batch, Shape shape) {
    return cached(
        new ShapeKey("pool", batch, shape, false),
        key -> {
          try (PoolDescs d = new PoolDescs(batch, shape)) {
            return handle(new pooling_forward(owned.keep(d.forward())));
          }
        });
  }

  dnnl_primitive poolBackward(int batch, Shape shape) {
    return cached(
        new ShapeKey("pool backward", batch, shape, false),
        key -> {
          try (PoolDescs d = new PoolDescs(batch, shape);
              pooling_forward.primitive_desc hint = d.forward();
              pooling_backward.desc wanted =
                  new pooling_backward.desc(
                      algorithm.pooling_avg,
                      d.source,
                      d.destination,
                      d.window,
                      d.window,
                      d.padding,
                      d.padding)) {
            return handle(
                new pooling_backward(
                    owned.keep(
                        new pooling_backward.primitive_desc(wanted, oneDnn.engine(), hint))));
          }
        });
  }

  /** From one layout into another. */
  dnnl_primitive copy(Object key, memory.desc from, memory.desc to) {
    return cached(
        new ReorderKey(key, List.of(), false),
        any -> {
          try (primitive_attr attributes = new primitive_attr()) {
            return reorder(from, to, attributes);
          }
        });
  }

  /** From the shared parameter into a kernel's own layout. */
  dnnl_primitive gather(Kernel kernel, WeightSlice slice) {
    return cached(
        new ReorderKey(kernel, slice.strides(), false),
        key -> {
          try (memory.desc from = OneDnn.strided(slice);
              primitive_attr attributes = new primitive_attr()) {
            return reorder(from, kernel.weights(), attributes);
          }
        });
  }

  /** From a kernel's own layout into the shared gradient, added to what is there. */
  dnnl_primitive scatterAdd(Kernel kernel, WeightSlice slice) {
    return cached(
        new ReorderKey(kernel, slice.strides(), true),
        key -> {
          try (memory.desc to = OneDnn.strided(slice);
              post_ops after = new post_ops();
              primitive_attr attributes = new primitive_attr()) {
            after.append_sum();
            attributes.set_post_ops(after);
            return reorder(kernel.weights(), to, attributes);
          }
        });
  }

  /** From a kernel's own layout into another, over what is there. */
  dnnl_primitive scatter(Kernel kernel, WeightSlice slice) {
    return cached(
        new ScatterKey(kernel, slice.strides()),
        key -> {
          try (memory.desc to = OneDnn.strided(slice);
              primitive_attr attributes = new primitive_attr()) {
            return reorder(kernel.weights(), to, attributes);
          }
        });
  }

  private dnnl_primitive reorder(memory.desc from, memory.desc to, primitive_attr attributes) {
    var pd =
        owned.keep(
            new reorder.primitive_desc(
                oneDnn.engine(), from, oneDnn.engine(), to, attributes, false));
    return handle(new reorder(pd));
  }

  /** Keeps a primitive and the layout that it wants its weights in. */
  Kernel kernel(primitive made, memory.desc weights) {
    return new Kernel(handle(made), owned.keep(weights));
  }

  /** Keeps a primitive. */
  dnnl_primitive handle(primitive made) {
    return owned.keep(made).get();
  }

  /** What was made for a key, made now where there is none. */
  @SuppressWarnings("unchecked") // a key's class decides what is made of it
  <K, V> V cached(K key, Function<K, V> make) {
    Object found = byShape.get(key);
    if (found == null) {
      found = make.apply(key);
      byShape.put(key, found);
    }
    return (V) found;
  }

  /** The descriptors of a global average pool. */
  private final class PoolDescs implements AutoCloseable {
    private final memory.desc source;
    private final memory.desc destination;
    private final long[] window;
    private final long[] padding = {0, 0};

    PoolDescs(int batch, Shape shape) {
      source = OneDnn.activations(batch, shape);
      destination = OneDnn.activations(batch, new Shape(1, 1, shape.channels()));
      window = new long[] {shape.height(), shape.width()};
    }

    pooling_forward.primitive_desc forward() {
      try (var wanted =
          new pooling_forward.desc(
              prop_kind.forward_training,
              algorithm.pooling_avg,
              source,
              destination,
              window,
              window,
              padding,
              padding)) {
        return new pooling_forward.primitive_desc(wanted, oneDnn.engine());
      }
    }

    @Override
    public void close() {
      source.close();
      destination.close();
    }
  }
}
