package io.quarry.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One block of native memory that all programs of a runner share, one program at a time. Buffers
 * whose lives don't meet share their place.
 */
final class Arena implements AutoCloseable {
  /** Buffers begin at cache lines: 64 bytes. */
  private static final int ALIGNMENT = 16;

  private INDArray memory = Nd4j.createUninitialized(DataType.FLOAT, ALIGNMENT);

  /**
   * Gives each buffer its offset: largest first, each at the lowest place that is free through its
   * whole life.
   *
   * @return floats needed
   */
  static long plan(List<Buffer> buffers) {
    List<Buffer> order = new ArrayList<>(buffers);
    order.sort(Comparator.comparingLong(Buffer::floats).reversed());
    List<Buffer> byOffset = new ArrayList<>();
    long needed = 0;
    for (Buffer buffer : order) {
      long offset = 0;
      int index = 0;
      for (Buffer other : byOffset) {
        if (offset + aligned(buffer.floats()) <= other.offset()) {
          break;
        }
        if (buffer.livesWith(other)) {
          offset = Math.max(offset, other.offset() + aligned(other.floats()));
        }
      }
      buffer.placeAt(offset);
      while (index < byOffset.size() && byOffset.get(index).offset() < offset) {
        index++;
      }
      byOffset.add(index, buffer);
      needed = Math.max(needed, offset + aligned(buffer.floats()));
    }
    return needed;
  }

  /** Whether so many floats fit without moving what is there. */
  boolean holds(long floats) {
    return floats + ALIGNMENT <= memory.length();
  }

  /** Makes room for so many floats; all addresses given out before are invalid afterwards. */
  void grow(long floats) {
    memory.close();
    memory = Nd4j.createUninitialized(DataType.FLOAT, floats + ALIGNMENT);
  }

  /** The address of an offset. */
  FloatPointer at(long offset) {
    return new FloatPointer(memory.data().addressPointer()).getPointer(start() + offset);
  }

  /** An array over a buffer, c-ordered, of a shape that it is long enough for. */
  INDArray view(Buffer buffer, long... shape) {
    return Nd4j.create(
        memory.data(), shape, Nd4j.getStrides(shape, 'c'), start() + buffer.offset(), 'c');
  }

  @Override
  public void close() {
    memory.close();
  }

  private long start() {
    long address = memory.data().addressPointer().address();
    long bytes = (long) ALIGNMENT * Float.BYTES;
    return (bytes - address % bytes) % bytes / Float.BYTES;
  }

  private static long aligned(long floats) {
    return (floats + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
