package io.quarry.data;

import io.quarry.arch.Shape;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The batches of a training split, shuffled anew each epoch and augmented. What a batch holds
 * depends on the seed, the epoch and its position alone, so training can resume anywhere. Images
 * that do not fill the last batch of an epoch are left out of that epoch.
 *
 * <p>Not thread-safe: the order of the latest epoch is kept.
 */
public final class Batches {
  private final Images images;
  private final PixelTransform transform;
  private final Augmentation augmentation;
  private final int batch;
  private final Seeds seeds;
  private int orderedEpoch = -1;
  private int[] order = new int[0];

  /**
   * Batches over a split.
   *
   * @param images the split
   * @param transform normalizes its pixels
   * @param augmentation applied to each image by itself
   * @param batch images a batch
   * @param seeds decides orders, shifts and mirrors
   * @throws InputException when the split does not fill one batch
   */
  public Batches(
      Images images, PixelTransform transform, Augmentation augmentation, int batch, Seeds seeds) {
    if (batch < 1 || batch > images.count()) {
      throw new InputException(
          "A batch of %d images cannot be drawn from a training split of %d"
              .formatted(batch, images.count()),
          "choose a batch between 1 and %d.".formatted(images.count()));
    }
    this.images = images;
    this.transform = transform;
    this.augmentation = augmentation;
    this.batch = batch;
    this.seeds = seeds;
  }

  /** How many batches an epoch has; at least one. */
  public int perEpoch() {
    return images.count() / batch;
  }

  /** How many images each batch has. */
  public int size() {
    return batch;
  }

  /**
   * Fills one batch.
   *
   * @param epoch from 0 on
   * @param position of the batch in its epoch, below {@link #perEpoch}
   * @param pixels filled from its begin with normalized pixels in NHWC; at least {@code size() ×
   *     elements} long. A shifted image is padded with 0, the mean of each channel.
   * @param labels filled from its begin; at least {@code size()} long
   */
  public void fill(int epoch, int position, float[] pixels, int[] labels) {
    Objects.checkIndex(position, perEpoch());
    arrange(epoch);
    RandomGenerator random = seeds.child("augment", epoch, position).generator();
    int elements = images.shape().elements();
    for (int i = 0; i < batch; i++) {
      int image = order[position * batch + i];
      labels[i] = images.label(image);
      copy(image, random, pixels, i * elements);
    }
  }

  private void arrange(int epoch) {
    if (epoch != orderedEpoch) {
      order = Splits.shuffled(images.count(), seeds.child("order", epoch).generator());
      orderedEpoch = epoch;
    }
  }

  /** Draws for an image even what it doesn't need, so that settings don't shift each other. */
  private void copy(int image, RandomGenerator random, float[] out, int offset) {
    int reach = augmentation.shiftPixels();
    int down = random.nextInt(2 * reach + 1) - reach;
    int right = random.nextInt(2 * reach + 1) - reach;
    boolean flipped = random.nextBoolean() && augmentation.mirror();
    Shape shape = images.shape();
    int width = shape.width();
    int channels = shape.channels();
    Arrays.fill(out, offset, offset + shape.elements(), 0);
    for (int row = Math.max(0, down);
        row < Math.min(shape.height(), shape.height() + down);
        row++) {
      int source = (image * shape.height() + row - down) * width;
      for (int column = Math.max(0, right); column < Math.min(width, width + right); column++) {
        int from = column - right;
        int pixel = (source + (flipped ? width - 1 - from : from)) * channels;
        int to = offset + (row * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          out[to + c] = transform.value(c, images.pixels()[pixel + c] & 0xFF);
        }
      }
    }
  }
}
