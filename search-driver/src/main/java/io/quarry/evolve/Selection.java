package io.quarry.evolve;

/** How those are chosen that survive, where a whole front does not fit. */
public enum Selection {
  /** By crowding distance (NSGA-II, Deb et al. 2002); for two and three objectives. */
  CROWDING,

  /** By reference points (NSGA-III, Deb and Jain 2014); for four and more objectives. */
  REFERENCE_POINTS;

  private static final int MANY_OBJECTIVES = 4;

  /** What suits a number of objectives: reference points from four on. */
  public static Selection suitedTo(int objectives) {
    return objectives >= MANY_OBJECTIVES ? REFERENCE_POINTS : CROWDING;
  }

  /** Who survives in a population of so many, of so many objectives. */
  Survival survival(int objectives, int population) {
    return this == CROWDING
        ? Standing::byCrowding
        : new ReferencePointSurvival(ReferenceDirections.of(objectives, population));
  }
}
