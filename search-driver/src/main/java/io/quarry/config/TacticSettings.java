package io.quarry.config;

import java.io.Serializable;

/** What proposes the candidates of a search. */
public sealed interface TacticSettings extends Serializable {

  /** The name of the tactic, as configurations spell it. */
  String kind();

  /** Uniform draws without repeats. */
  record Random() implements TacticSettings {
    @Override
    public String kind() {
      return "random";
    }
  }

  /**
   * NSGA-II (Deb et al. 2002).
   *
   * @param population parents that survive a generation, and children of it; at least 4
   * @param crossoverProbability of two parents being crossed, in [0, 1]
   * @param mutationProbability of each decision being reset, in [0, 1]; 0: one over the number of
   *     decisions
   */
  record Nsga2(int population, double crossoverProbability, double mutationProbability)
      implements TacticSettings {
    @Override
    public String kind() {
      return "nsga2";
    }
  }
}
