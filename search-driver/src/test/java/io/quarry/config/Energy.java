package io.quarry.config;

import io.quarry.objective.Objective;
import io.quarry.score.CustomObjective;
import io.quarry.score.ScoredCandidate;

/** A user's objective, and what may be wrong with one. */
public class Energy implements CustomObjective {
  static final Objective OBJECTIVE = Objective.minimize("energy-mj", "energy_mj", "mJ");
  private static final long serialVersionUID = 1L;

  @Override
  public Objective objective() {
    return OBJECTIVE;
  }

  @Override
  public double measure(ScoredCandidate candidate) {
    return candidate.network().macs() * 1e-6;
  }

  /** Has none that can be called. */
  public static final class NoConstructor extends Energy {
    private static final long serialVersionUID = 1L;

    NoConstructor() {}
  }

  /** Cannot be made. */
  public static final class Throwing extends Energy {
    private static final long serialVersionUID = 1L;

    public Throwing() {
      throw new IllegalStateException("no meter");
    }
  }

  /** Has the name of a built-in objective. */
  public static final class Taken extends Energy {
    private static final long serialVersionUID = 1L;

    @Override
    public Objective objective() {
      return Objective.minimize("macs", "my_macs", "");
    }
  }

  /** Has a column that the test split's errors might have. */
  public static final class Misnamed extends Energy {
    private static final long serialVersionUID = 1L;

    @Override
    public Objective objective() {
      return Objective.minimize("energy-mj", "test_energy", "mJ");
    }
  }

  /** Holds what cannot be serialized. */
  public static final class Stuck extends Energy {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // That is the point.
    private final Thread meter = new Thread();

    @Override
    public double measure(ScoredCandidate candidate) {
      return meter.getPriority();
    }
  }
}
