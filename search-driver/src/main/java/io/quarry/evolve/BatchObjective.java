package io.quarry.evolve;

/** What {@link Nsga2Search} minimises: the scores of many genomes at once, all computed here. */
@FunctionalInterface
public interface BatchObjective {

  /**
   * Scores genomes.
   *
   * @param genomes for each gene the number of its choice; inactive genes have some value too; not
   *     to be changed
   * @param objectives by genome; to be filled with finite minimised values
   * @param violations by genome, all 0; to be set to the sum by which constraints are violated, 0
   *     or more, where there are any
   */
  void evaluate(int[][] genomes, double[][] objectives, double[] violations);
}
