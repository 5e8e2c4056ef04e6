package io.quarry.score;

import java.io.Serializable;
import java.util.BitSet;

/** How well a model classifies images. Immutable. */
public final class Accuracy implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int images;
  private final BitSet correct;
  private final double lossNats;

  /** Images by label and, within a label, by predicted class. */
  private final int[][] confusion;

  private Accuracy(int images, BitSet correct, double lossNats, int[][] confusion) {
    this.images = images;
    this.correct = correct;
    this.lossNats = lossNats;
    this.confusion = confusion;
  }

  /** How many classes there are. */
  public int classes() {
    return confusion.length;
  }

  /**
   * How many images of one class were taken for another, or for itself.
   *
   * @param label the class that they are of
   * @param predicted the class that the model gave the largest logit
   */
  public int count(int label, int predicted) {
    return confusion[label][predicted];
  }

  /** How many images were classified. */
  public int images() {
    return images;
  }

  /** Share of images that were classified wrongly, in percent. */
  public double top1ErrorPercent() {
    return 100.0 * (images - correct.cardinality()) / images;
  }

  /** Mean cross-entropy of the softmax of the logits, in nats. */
  public double lossNats() {
    return lossNats;
  }

  /** Which images were classified rightly, for comparisons image by image; a copy. */
  public BitSet correct() {
    return (BitSet) correct.clone();
  }

  /** Gathers logits, image after image. */
  static final class Collector {
    private final BitSet correct = new BitSet();
    private double loss;
    private int images;
    private int[][] confusion = {};

    /**
     * Adds one image.
     *
     * @param from index of its first logit
     */
    void add(float[] logits, int from, int classes, int label) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = logits[from + k] > logits[from + best] ? k : best;
      }
      float largest = logits[from + best];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(logits[from + k] - largest);
      }
      loss += Math.log(sum) - (logits[from + label] - largest);
      correct.set(images++, best == label);
      if (confusion.length == 0) {
        confusion = new int[classes][classes];
      }
      confusion[label][best]++;
    }

    Accuracy accuracy() {
      return new Accuracy(images, correct, loss / images, confusion);
    }
  }
}
