package io.quarry.hyperspace;

/**
 * What a Q-T score depends on beside the space, the table and the constraints.
 *
 * @param samples N, how many networks are drawn, at least one
 * @param best of how many networks the losses are averaged, at least one
 * @param targetShare t, the share of networks within a constraint from which on more count for
 *     nothing, above 0, at most 1
 * @param exponent a, how much a smaller share counts, 0 to 1
 */
public record QtSettings(int samples, int best, double targetShare, double exponent) {
  public QtSettings {
    SpaceSettings.require(samples >= 1, "final-samples", samples, "1 or more");
    SpaceSettings.require(best >= 1, "best", best, "1 or more");
    SpaceSettings.require(
        targetShare > 0 && targetShare <= 1, "target-share", targetShare, "above 0 and at most 1");
    SpaceSettings.require(exponent >= 0 && exponent <= 1, "exponent", exponent, "from 0 to 1");
  }

  /**
   * The same for another number of networks, with as large a share of them averaged. The best 50 of
   * 20,000 would be a lower bar than the best 50 of 100,000, and favour other spaces.
   */
  public QtSettings scaledTo(int count) {
    int scaled = (int) Math.max(1, Math.round((double) best * count / samples));
    return new QtSettings(count, scaled, targetShare, exponent);
  }
}
