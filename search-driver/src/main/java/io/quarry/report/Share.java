package io.quarry.report;

/** Shares of images, and how sure they are. */
public final class Share {
  /** Two-sided 95 % of the normal distribution. */
  private static final double Z = 1.959964;

  private Share() {}

  /**
   * The 95 % interval of a share (Wilson 1927, "Probable Inference, the Law of Succession, and
   * Statistical Inference").
   *
   * @param percent the share, 0 … 100
   * @param images of how many, positive
   * @return its lower and its upper end, in percent
   */
  public static double[] interval(double percent, int images) {
    double share = percent / 100;
    double scale = 1 + Z * Z / images;
    double centre = (share + Z * Z / (2.0 * images)) / scale;
    double half =
        Z / scale * Math.sqrt(share * (1 - share) / images + Z * Z / (4.0 * images * images));
    return new double[] {100 * Math.max(0, centre - half), 100 * Math.min(1, centre + half)};
  }
}
