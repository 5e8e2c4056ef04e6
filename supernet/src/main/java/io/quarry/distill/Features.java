package io.quarry.distill;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a stage of the teacher reads and puts out for some images. Holds native memory until {@link
 * #close}.
 */
final class Features implements AutoCloseable {
  private final INDArray input;
  private final float[] output;

  /** Takes both over. */
  Features(INDArray input, float[] output) {
    this.input = input;
    this.output = output;
  }

  /** What it reads: FLOAT [N, height, width, channels], c-ordered. */
  INDArray input() {
    return input;
  }

  /** What it puts out: [N, height, width, channels], flat; not a copy. */
  float[] output() {
    return output;
  }

  @Override
  public void close() {
    input.close();
  }
}
