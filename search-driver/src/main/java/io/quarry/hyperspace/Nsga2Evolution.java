package io.quarry.hyperspace;

import io.quarry.evolve.Nsga2Search;
import io.quarry.evolve.Selection;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.random.RandomGenerator;

/** NSGA-II over spaces: the score under each constraint is an objective of its own. */
final class Nsga2Evolution implements SpaceTactic {
  /** As in the experiments of Deb et al. 2002, section V. */
  private static final double CROSSOVER = 0.9;

  /** Of the changes of windows, how many are to the next narrower or wider one. */
  private static final double STEPS = 0.5;

  /** The evaluations are remembered elsewhere; what NSGA-II returns is not looked at. */
  private static final int ARCHIVE = 1;

  private final StageTable table;
  private final int constraints;
  private final int population;

  /**
   * A search.
   *
   * @param constraints how many there are
   * @param population 2 or more
   */
  Nsga2Evolution(StageTable table, int constraints, int population) {
    this.table = table;
    this.constraints = constraints;
    this.population = population;
  }

  @Override
  public void search(Evaluations evaluations, RandomGenerator random) {
    SearchSpace genomes = table.hyperspace().decisions();
    Nsga2Search.Settings settings =
        new Nsga2Search.Settings(
            population,
            CROSSOVER,
            1.0 / genomes.dimension(),
            STEPS,
            Selection.suitedTo(constraints),
            ARCHIVE);
    Nsga2Search.of(genomes, constraints, settings)
        .run(
            List.of(Hyperspace.genome(table.fastestOnAverage())),
            evaluations.left(),
            (spaces, objectives, violations) -> {
              for (int i = 0; i < spaces.length; i++) {
                double[] scores = evaluations.score(Hyperspace.ofGenome(spaces[i])).scores();
                for (int j = 0; j < scores.length; j++) {
                  objectives[i][j] = -scores[j];
                }
              }
            },
            random);
  }
}
