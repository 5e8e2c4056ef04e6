package io.quarry.predict;

/** The inner loops that predictors share. */
final class Kernels {
  private static final int STEPS = 64;

  /** Below exp(−40) a kernel is 0 to every figure that matters. */
  private static final int FARTHEST = 40;

  private static final double[] EXPONENTIALS = new double[STEPS * FARTHEST + 1];

  static {
    for (int i = 0; i < EXPONENTIALS.length; i++) {
      EXPONENTIALS[i] = Math.exp(-i / (double) STEPS);
    }
  }

  private Kernels() {}

  /** y + factor · x, into y. */
  static void add(double factor, double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += factor * x[i];
    }
  }

  /** The same in single precision. */
  static void add(float factor, float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += factor * x[i];
    }
  }

  /** exp(−x) for x ≥ 0, to 3·10⁻⁹: a table and three terms of the series between its steps. */
  static double exponential(double x) {
    if (x >= FARTHEST) {
      return 0;
    }
    int step = (int) (x * STEPS);
    double r = x - step / (double) STEPS;
    return EXPONENTIALS[step] * (1 - r * (1 - r * (0.5 - r * (1.0 / 6))));
  }
}
