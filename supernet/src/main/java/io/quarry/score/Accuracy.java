package io.quarry.score;

import java.io.Serializable;
import java.util.BitSet;

/** How well a model classifies images. Immutable. */
public final class Accuracy implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int images;
  private final BitSet correct;
  private final double lossNats;

  private Accuracy(int images, BitSet correct, double lossNats) {
    this.images = images;
    this.correct = correct;
    this.lossNats = lossNats;
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
    }

    Accuracy accuracy() {
      return new Accuracy(images, correct, loss / images);
    }
  }
}
