package io.quarry.config;

import io.quarry.tactic.Nsga2Settings;
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

  /** NSGA-II (Deb et al. 2002). */
  record Nsga2(Nsga2Settings settings) implements TacticSettings {
    @Override
    public String kind() {
      return "nsga2";
    }
  }
}
