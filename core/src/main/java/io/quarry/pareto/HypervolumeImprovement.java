package io.quarry.pareto;

/** What a point would add to the hypervolume of a front. Immutable and thread-safe. */
public final class HypervolumeImprovement {
  private final double[] x;
  private final double[] y;
  private final double[] reference;

  private HypervolumeImprovement(double[] x, double[] y, double[] reference) {
    this.x = x;
    this.y = y;
    this.reference = reference;
  }

  /** Of two objectives. */
  public static HypervolumeImprovement of(double[][] front, double[] reference) {
    double[][] sorted =
        java.util.Arrays.stream(front)
            .filter(p -> p[0] < reference[0] && p[1] < reference[1])
            .sorted(
                java.util.Comparator.comparingDouble((double[] p) -> p[0])
                    .thenComparingDouble(p -> p[1]))
            .toArray(double[][]::new);
    double[] x = new double[sorted.length];
    double[] y = new double[sorted.length];
    int n = 0;
    double low = reference[1];
    for (double[] p : sorted) {
      if (p[1] < low) {
        x[n] = p[0];
        y[n++] = p[1];
        low = p[1];
      }
    }
    return new HypervolumeImprovement(
        java.util.Arrays.copyOf(x, n), java.util.Arrays.copyOf(y, n), reference);
  }

  /** What the point would add. */
  public double of(double[] p) {
    if (p[0] >= reference[0] || p[1] >= reference[1]) {
      return 0;
    }
    double gain = 0;
    double from = p[0];
    double height = reference[1];
    for (int i = 0; i < x.length && height > p[1]; i++) {
      if (x[i] > from) {
        gain += (x[i] - from) * (height - p[1]);
        from = x[i];
      }
      height = y[i];
    }
    if (height > p[1]) {
      gain += (reference[0] - from) * (height - p[1]);
    }
    return gain;
  }
}
