package io.quarry.net;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import io.quarry.arch.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/** A CPU engine of oneDNN with a stream, and the descriptors that every operator needs. */
final class OneDnn implements AutoCloseable {
  private final engine cpu = new engine(engine.kind.cpu, 0);
  private final stream queue = new stream(cpu);
  private final dnnl_stream streamHandle = queue.get();

  engine engine() {
    return cpu;
  }

  /** Runs a primitive to its end. */
  void execute(dnnl_primitive primitive, dnnl_exec_arg_t arguments, int count) {
    int status = dnnl_primitive_execute(primitive, streamHandle, count, arguments);
    if (status != 0) {
      throw new IllegalStateException("oneDNN primitive failed with status %d".formatted(status));
    }
  }

  @Override
  public void close() {
    queue.close();
    cpu.close();
  }

  /** A batch of activations, channels innermost. */
  static memory.desc activations(int batch, Shape shape) {
    return new memory.desc(
        new long[] {batch, shape.channels(), shape.height(), shape.width()},
        memory.data_type.f32,
        memory.format_tag.nhwc);
  }

  /** A batch of activations in blocks of eight channels, the last one filled up with zeros. */
  static memory.desc blocked(int batch, Shape shape) {
    return new memory.desc(
        new long[] {batch, shape.channels(), shape.height(), shape.width()},
        memory.data_type.f32,
        memory.format_tag.nChw8c);
  }

  /** A vector. */
  static memory.desc vector(int length) {
    return new memory.desc(new long[] {length}, memory.data_type.f32, memory.format_tag.a);
  }

  /** Rows of numbers. */
  static memory.desc matrix(int rows, int columns) {
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab);
  }

  /** Weights in the layout that the primitive likes best. */
  static memory.desc anyLayout(List<Long> dims) {
    return new memory.desc(array(dims), memory.data_type.f32, memory.format_tag.any);
  }

  /** Weights as they lie in the shared parameter. */
  static memory.desc strided(WeightSlice slice) {
    return new memory.desc(array(slice.dims()), memory.data_type.f32, array(slice.strides()));
  }

  /** How many floats hold what a descriptor describes. */
  static long floats(memory.desc layout) {
    return (layout.get_size() + Float.BYTES - 1) / Float.BYTES;
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** Native objects that live and die together. */
  static final class Owned implements AutoCloseable {
    private final List<Pointer> pointers = new ArrayList<>();

    <P extends Pointer> P keep(P pointer) {
      pointers.add(pointer);
      return pointer;
    }

    @Override
    public void close() {
      for (int i = pointers.size() - 1; i >= 0; i--) {
        pointers.get(i).close();
      }
      pointers.clear();
    }
  }
}
