package io.quarry.score;

import io.quarry.data.Images;
import io.quarry.data.Task.Normalization;
import io.quarry.onnx.InferenceSession;
import java.nio.FloatBuffer;

/**
 * Runs models over the same images. Thread-safe.
 *
 * @param images all models are run over; at least one
 * @param batch images a run
 * @param threads ONNX Runtime's for one run
 */
public record AccuracyScorer(ValidationImages images, int batch, int threads) {

  /** Images of one run of ONNX Runtime: enough to hide a call's cost, and still in the cache. */
  private static final int BATCH = 100;

  public AccuracyScorer {
    if (batch < 1 || threads < 1 || images.count() < 1) {
      throw new IllegalArgumentException(
          "%d images in batches of %d on %d threads".formatted(images.count(), batch, threads));
    }
  }

  /**
   * A scorer over images in the batches that every search scores in, so that equal models get equal
   * figures from it and from a search.
   *
   * @param normalization of the supernet that the models are slices of
   */
  public static AccuracyScorer of(Images images, Normalization normalization, int threads) {
    return new AccuracyScorer(ValidationImages.of(images, normalization), BATCH, threads);
  }

  /**
   * The accuracy of a serialized model.
   *
   * @throws io.quarry.onnx.InferenceException when ONNX Runtime refuses or fails it
   */
  public Accuracy score(byte[] model) {
    return score(model, new Stopwatch());
  }

  Accuracy score(byte[] model, Stopwatch stopwatch) {
    Accuracy.Collector collector = new Accuracy.Collector();
    try (InferenceSession session = InferenceSession.open(model, threads)) {
      stopwatch.opened();
      for (int from = 0; from < images.count(); from += batch) {
        int to = Math.min(images.count(), from + batch);
        FloatBuffer slice = images.slice(from, to);
        long start = System.nanoTime();
        float[] logits = session.run(slice);
        stopwatch.ran(System.nanoTime() - start);
        int classes = logits.length / (to - from);
        for (int i = 0; i < to - from; i++) {
          collector.add(logits, i * classes, classes, images.label(from + i));
        }
      }
    }
    return collector.accuracy();
  }
}
