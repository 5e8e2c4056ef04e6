package io.quarry.score;

import io.quarry.objective.Scores;

/** What came of scoring one candidate. */
public final class ScoredModel {
  private final Scores scores;
  private final Accuracy accuracy;
  private final Timings timings;
  private final byte[] model;

  ScoredModel(Scores scores, Accuracy accuracy, Timings timings, byte[] model) {
    this.scores = scores;
    this.accuracy = accuracy;
    this.timings = timings;
    this.model = model;
  }

  /** Every objective of {@link Objectives#SCORED}. */
  public Scores scores() {
    return scores;
  }

  /** Which images it classified rightly. */
  public Accuracy accuracy() {
    return accuracy;
  }

  /** Where the time went. */
  public Timings timings() {
    return timings;
  }

  /** The very model that was scored, serialized; not a copy. */
  public byte[] model() {
    return model;
  }
}
