package io.quarry.predict;

/**
 * How alike two rows are: a constant, a linear part that holds the effect of each decision by
 * itself, and an exponential of the squared distance, which on indicators is an exponential of the
 * number of differing decisions and so a product of kernels over single decisions.
 *
 * @param linear the linear part's share, 0 … 1; the exponential has the rest
 * @param length the distance, in mean squared distances, over which the exponential falls to 1/e
 */
record Kernel(double linear, double length) {
  static final Kernel LINEAR = new Kernel(1, 1);

  /**
   * The kernel of two rows.
   *
   * @param xx the squared norm of the first row, centred, in units of the table's scale
   * @param yy that of the second
   * @param xy their inner product
   */
  double value(double xx, double yy, double xy) {
    return 1 + linear * xy + exponential(xx, yy, xy);
  }

  double exponential(double xx, double yy, double xy) {
    if (linear == 1) {
      return 0;
    }
    double distance = Math.max(0, (xx + yy) / 2 - xy);
    return (1 - linear) * Kernels.exponential(distance / length);
  }
}
