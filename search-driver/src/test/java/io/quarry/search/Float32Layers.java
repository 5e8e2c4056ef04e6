package io.quarry.search;

import io.quarry.format.Float32;
import io.quarry.objective.Objective;
import io.quarry.score.CustomObjective;
import io.quarry.score.ScoredCandidate;

/** An objective such as a user may bring: how many layers have float32 weights. */
public class Float32Layers implements CustomObjective {
  private static final long serialVersionUID = 1L;

  @Override
  public Objective objective() {
    return Objective.minimize("float32-layers", "float32_layers", "");
  }

  @Override
  public double measure(ScoredCandidate candidate) throws Exception {
    return candidate.policy().layers().values().stream()
        .filter(formats -> formats.weights() instanceof Float32)
        .count();
  }

  /** Fails in one way where the stem is in float32, in another where it has 8 bits. */
  public static final class Choosy extends Float32Layers {
    private static final long serialVersionUID = 1L;

    @Override
    public double measure(ScoredCandidate candidate) throws Exception {
      switch (candidate.candidate().value("stem.format")) {
        case "float32/float32":
          return Double.NaN;
        case "int8/uint8":
          throw new java.io.IOException("no meter");
        default:
          return super.measure(candidate);
      }
    }
  }
}
