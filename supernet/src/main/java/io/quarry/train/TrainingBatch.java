package io.quarry.train;

import io.quarry.arch.Shape;
import io.quarry.data.Batches;
import io.quarry.data.PixelTransform;
import io.quarry.data.Task;
import io.quarry.net.Losses;
import io.quarry.net.NativeArrays;
import io.quarry.seed.Seeds;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One batch of a training on its way: heap arrays to fill and read, native arrays to run on. Holds
 * native memory until {@link #close}. Not thread-safe.
 */
final class TrainingBatch implements AutoCloseable {
  private final Recipe recipe;
  private final int classes;
  private final Batches batches;
  private final float[] pixels;
  private final int[] labels;
  private final float[] logits;
  private final float[] gradients;
  private final INDArray images;
  private final INDArray nativeGradients;
  private float[] labelTargets = new float[0];

  /**
   * Room for the batches of a recipe.
   *
   * @param task its training split is used
   * @param seeds decides their order and augmentation
   */
  TrainingBatch(Task task, Recipe recipe, int classes, Seeds seeds) {
    this.recipe = recipe;
    this.classes = classes;
    this.batches =
        new Batches(
            task.train(),
            PixelTransform.of(task.normalization()),
            recipe.augmentation(),
            recipe.batch(),
            seeds);
    Shape shape = task.shape();
    this.pixels = new float[recipe.batch() * shape.elements()];
    this.labels = new int[recipe.batch()];
    this.logits = new float[recipe.batch() * classes];
    this.gradients = new float[logits.length];
    this.images =
        Nd4j.createUninitialized(
            DataType.FLOAT, recipe.batch(), shape.height(), shape.width(), shape.channels());
    this.nativeGradients = Nd4j.createUninitialized(DataType.FLOAT, recipe.batch(), classes);
  }

  /** Fills it with a batch of an epoch, both counted from 0. */
  void load(int epoch, int position) {
    batches.fill(epoch, position, pixels, labels);
    NativeArrays.write(pixels, images);
    labelTargets = Losses.smoothedLabels(labels, classes, recipe.labelSmoothing());
  }

  /** FLOAT [N, height, width, channels]. */
  INDArray images() {
    return images;
  }

  /** [N, classes], flat: what the labels ask for, smoothed; not a copy. */
  float[] labelTargets() {
    return labelTargets;
  }

  void readLogits(INDArray from) {
    NativeArrays.read(from, logits);
  }

  /** [N, classes], flat, as they were read last; not a copy. */
  float[] logits() {
    return logits;
  }

  /** [N, classes], flat: room for d(loss)/d(logits); not a copy. */
  float[] gradients() {
    return gradients;
  }

  /** {@link #gradients} as a native array. */
  INDArray logitGradients() {
    NativeArrays.write(gradients, nativeGradients);
    return nativeGradients;
  }

  @Override
  public void close() {
    images.close();
    nativeGradients.close();
  }
}
