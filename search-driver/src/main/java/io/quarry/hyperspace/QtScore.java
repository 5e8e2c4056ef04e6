package io.quarry.hyperspace;

import java.util.List;

/**
 * How good a space is under latency constraints.
 *
 * @param parts one for each constraint, in their order
 */
public record QtScore(List<Part> parts) {
  /** What the mean loss is where no network keeps the constraint (SpaceEvo's searcher.py). */
  static final double NO_LOSS = 1e5;

  /** What is added to every share (SpaceEvo's searcher.py). */
  private static final double LEAST_SHARE = 1e-5;

  public QtScore {
    parts = List.copyOf(parts);
  }

  /**
   * The score under one constraint.
   *
   * @param within how many of the networks drawn keep it
   * @param share of all, 0 to 1
   * @param loss the mean of the smallest losses among them; 1e5 where there are none
   * @param score greater is better
   */
  public record Part(int within, double share, double loss, double score) {

    /** 1 / (max(1, (t/p)^a) · q), with p the share and q the mean loss. */
    static Part of(int within, double loss, QtSettings settings) {
      double share = (double) within / settings.samples();
      double shortage =
          Math.pow(settings.targetShare() / (share + LEAST_SHARE), settings.exponent());
      return new Part(within, share, loss, 1 / (Math.max(1, shortage) * loss));
    }
  }

  /** The scores under each constraint. */
  double[] scores() {
    return parts.stream().mapToDouble(Part::score).toArray();
  }

  /** The sum over the constraints; greater is better. */
  public double total() {
    double sum = 0;
    for (Part part : parts) {
      sum += part.score;
    }
    return sum;
  }
}
