package io.quarry.predict;

/**
 * How probable labels are under a kernel, at the noise where they are most so (Rasmussen and
 * Williams 2006, equation 5.8, the kernel's variance maximised out).
 *
 * @param noise the variance of the noise in units of the kernel's
 * @param variance what the kernel is to be multiplied by
 * @param logLikelihood of the labels, less a constant that depends on their number alone
 */
record Evidence(double noise, double variance, double logLikelihood) {
  private static final double LEAST_NOISE = 1e-5;
  private static final double MOST_NOISE = 1e2;
  private static final int COARSE = 15;
  private static final int FINE = 4;

  /**
   * The evidence at the best noise: a coarse grid, then a fine one between the neighbours.
   *
   * @param projected the labels in the coordinates of the decomposition
   */
  static Evidence of(Tridiagonal system, double[] projected) {
    double step = Math.pow(MOST_NOISE / LEAST_NOISE, 1.0 / (COARSE - 1));
    Evidence best = at(LEAST_NOISE, system, projected);
    for (int i = 1; i < COARSE; i++) {
      best = better(best, at(LEAST_NOISE * Math.pow(step, i), system, projected));
    }
    double center = best.noise;
    for (int i = 1; i < FINE; i++) {
      double factor = Math.pow(step, i / (double) FINE);
      best = better(best, at(center * factor, system, projected));
      best = better(best, at(center / factor, system, projected));
    }
    return best;
  }

  private static Evidence better(Evidence one, Evidence other) {
    return other.logLikelihood > one.logLikelihood ? other : one;
  }

  private static Evidence at(double noise, Tridiagonal system, double[] projected) {
    Tridiagonal.Shifted shifted = system.shifted(noise);
    int n = projected.length;
    double variance = Math.max(shifted.quadratic(projected) / n, Double.MIN_NORMAL);
    double logLikelihood = -0.5 * (n * Math.log(variance) + shifted.logDeterminant());
    return new Evidence(noise, variance, logLikelihood);
  }
}
