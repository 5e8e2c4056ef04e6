package io.quarry.net;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between heap arrays and dense, c-ordered FLOAT arrays of ND4J. */
public final class NativeArrays {
  private NativeArrays() {}

  /** Overwrites the whole array with the numbers, in its order. */
  public static void write(float[] numbers, INDArray array) {
    requireLength(numbers, array);
    new FloatPointer(array.data().addressPointer()).put(numbers, 0, numbers.length);
  }

  /** Overwrites the numbers with the whole array, in its order. */
  public static void read(INDArray array, float[] numbers) {
    requireLength(numbers, array);
    new FloatPointer(array.data().addressPointer()).get(numbers, 0, numbers.length);
  }

  private static void requireLength(float[] numbers, INDArray array) {
    if (numbers.length != array.length()) {
      throw new IllegalArgumentException(
          "%d numbers for an array of %d".formatted(numbers.length, array.length()));
    }
  }
}
