package io.quarry.config;

import io.quarry.fliqs.FliqsSettings;
import io.quarry.tactic.LinasSettings;
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

  /** The largest and the smallest network in each of the policy's formats throughout, then none. */
  record Uniform() implements TacticSettings {
    @Override
    public String kind() {
      return "uniform";
    }
  }

  /**
   * NSGA-II (Deb et al. 2002).
   *
   * @param settings of the algorithm
   * @param uniformStart whether the first generation holds the largest and the smallest network in
   *     each of the policy's formats throughout, as far as they fit into the population
   */
  record Nsga2(Nsga2Settings settings, boolean uniformStart) implements TacticSettings {
    @Override
    public String kind() {
      return "nsga2";
    }
  }

  /**
   * FLIQS (Dotzel et al. 2024): what a controller learned while the supernet trained on.
   *
   * @param settings of controller and training
   */
  record Fliqs(FliqsSettings settings) implements TacticSettings {
    @Override
    public String kind() {
      return "fliqs";
    }
  }

  /** LINAS as the code of its authors runs it (IntelLabs/DyNAS-T). */
  record DynasCompat() implements TacticSettings {
    @Override
    public String kind() {
      return "dynas-compat";
    }
  }

  /**
   * LINAS (Cummings et al. 2022).
   *
   * @param settings of the algorithm
   * @param uniformStart whether the initial candidates hold the largest and the smallest network in
   *     each of the policy's formats throughout, as far as they fit
   */
  record Linas(LinasSettings settings, boolean uniformStart) implements TacticSettings {
    @Override
    public String kind() {
      return "linas";
    }
  }
}
