package io.quarry.doctor;

import java.util.List;

/**
 * What searches of a configuration take on an executor, estimated from its supernet and its images.
 *
 * @param weightBytes of the whole supernet in float32
 * @param imageBytes of the calibration and the validation split, a byte a channel of a pixel
 * @param testImageBytes of the test split, which confirming takes along
 * @param activationBytes of all layers of the largest network in float32, for one image
 * @param threads native threads of a slot
 * @param timed whether models are timed
 * @param timingThreads threads that they are timed on
 * @param instructions flags of processors, one of which the policy's target wants; perhaps none
 */
public record Needs(
    long weightBytes,
    long imageBytes,
    long testImageBytes,
    long activationBytes,
    int threads,
    boolean timed,
    int timingThreads,
    List<String> instructions) {
  /** Spark reserves so much of a heap; classes and threads take as much again. */
  private static final long JVM_BYTES = 600L << 20;

  /** Loaded libraries of ND4J, oneDNN and ONNX Runtime, their threads' stacks and buffers. */
  private static final long LIBRARY_BYTES = 450L << 20;

  /** Architectures of which an executor keeps the calibrated weights. */
  private static final long CALIBRATIONS = 64;

  /** Images of one run of a model; calibrating takes its batches no larger than twice that. */
  private static final long BATCH = 100;

  /** ONNX Runtime's arena beside what the layers put out; measured between 1.3 and 2. */
  private static final long ARENA = 2;

  public Needs {
    instructions = List.copyOf(instructions);
  }

  /** Where nothing is known of a configuration: what any search takes. */
  static Needs none() {
    return new Needs(0, 0, 0, 0, 1, false, 1, List.of());
  }

  /**
   * Heap of an executor: what is broadcast, once as it came and once as objects, and what is kept
   * of calibrated architectures.
   */
  public long heapBytes() {
    long broadcast = weightBytes + imageBytes + testImageBytes;
    return JVM_BYTES + 2 * broadcast + CALIBRATIONS * weightBytes;
  }

  /**
   * Native memory of an executor beside its heap: libraries, weights with room to run them, images
   * as floats, and of each slot what a batch makes in all layers.
   */
  public long nativeBytes(int slots) {
    long images = Float.BYTES * Math.max(imageBytes, testImageBytes);
    return LIBRARY_BYTES + 2 * weightBytes + images + slots * BATCH * ARENA * activationBytes;
  }
}
