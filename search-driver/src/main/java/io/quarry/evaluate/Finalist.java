package io.quarry.evaluate;

import io.quarry.space.Candidate;
import java.io.Serializable;

/** A point of the final front: its exported model, and that model's error on the test split. */
public final class Finalist implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Candidate candidate;
  private final double testErrorPercent;
  private final byte[] model;

  /**
   * Puts a finalist together.
   *
   * @param testErrorPercent share of test images classified wrongly, in percent
   * @param model serialized ONNX, not copied
   */
  public Finalist(Candidate candidate, double testErrorPercent, byte[] model) {
    this.candidate = candidate;
    this.testErrorPercent = testErrorPercent;
    this.model = model;
  }

  /** Who it is. */
  public Candidate candidate() {
    return candidate;
  }

  /** Share of test images that the model classifies wrongly, in percent. */
  public double testErrorPercent() {
    return testErrorPercent;
  }

  /** The model, serialized ONNX; not a copy. */
  public byte[] model() {
    return model;
  }
}
