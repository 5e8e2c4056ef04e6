package io.quarry.score;

import java.io.Serializable;

/**
 * Where the time of scoring one candidate went, in nanoseconds.
 *
 * @param quantizeNanos bringing weights into their formats
 * @param exportNanos writing the model
 * @param openNanos opening it in ONNX Runtime, which optimises it
 * @param runNanos ONNX Runtime's runs over the images
 * @param totalNanos everything
 */
public record Timings(
    long quantizeNanos, long exportNanos, long openNanos, long runNanos, long totalNanos)
    implements Serializable {

  /** ONNX Runtime's runs over the images as a share of everything. */
  public double runShare() {
    return (double) runNanos / totalNanos;
  }
}
