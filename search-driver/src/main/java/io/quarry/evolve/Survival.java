package io.quarry.evolve;

/** Decides who survives. Immutable and thread-safe. */
@FunctionalInterface
interface Survival {
  /**
   * How individuals compare, and who survives.
   *
   * @param objectives minimised values, by individual
   * @param violations by individual; 0: feasible
   * @param count how many may survive
   */
  Standing standing(double[][] objectives, double[] violations, int count);
}
