package io.quarry.net;

import org.bytedeco.javacpp.FloatPointer;

/** A piece of the arena that a program uses between two of its steps. */
final class Buffer {
  private final long floats;
  private int firstStep = Integer.MAX_VALUE;
  private int lastStep = -1;
  private long offset;
  private FloatPointer address;

  Buffer(long floats) {
    this.floats = floats;
  }

  /** Its length. */
  long floats() {
    return floats;
  }

  /** Notes that a step uses it. */
  void usedAt(int step) {
    firstStep = Math.min(firstStep, step);
    lastStep = Math.max(lastStep, step);
  }

  boolean livesWith(Buffer other) {
    return firstStep <= other.lastStep && other.firstStep <= lastStep;
  }

  /** Where it begins in the arena, once planned. */
  long offset() {
    return offset;
  }

  void placeAt(long newOffset) {
    this.offset = newOffset;
  }

  void bind(FloatPointer newAddress) {
    this.address = newAddress;
  }

  /** Its first float, once bound. */
  FloatPointer address() {
    return address;
  }
}
