package io.quarry.search;

import io.quarry.config.TacticSettings;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.tactic.FixedTactic;
import io.quarry.tactic.LinasTactic;
import io.quarry.tactic.Nsga2Tactic;
import io.quarry.tactic.PredictorReport;
import io.quarry.tactic.RandomTactic;
import io.quarry.tactic.SearchTactic;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Starts tactics, for searches and replays alike. */
public final class Tactics {
  /** Whether a tactic proposes while outcomes are missing. */
  public enum Pace {
    /** It may wait until all of a batch or generation came back. */
    SYNCHRONOUS,
    /** It goes on with what came back, where it knows how to; NSGA-II waits for generations. */
    ASYNCHRONOUS
  }

  private Tactics() {}

  /**
   * A tactic that has not begun.
   *
   * @param objectives what it optimises; every measurement told must have them
   * @param constraints what candidates are to keep, over objectives that are measured
   * @param reference minimised values, one an objective, that bound the hypervolume
   * @param seeds of the run; the tactic's own are derived by its name
   * @param uniform candidates that a tactic may start from, in the space; perhaps none
   * @param standIn what is going to be measured when a candidate is asked for
   * @param reports gets the quality of predictors, of a tactic that has some
   */
  public static SearchTactic of(
      TacticSettings settings,
      Pace pace,
      SearchSpace space,
      List<Objective> objectives,
      List<Constraint> constraints,
      List<Double> reference,
      Seeds seeds,
      List<Candidate> uniform,
      UnaryOperator<Candidate> standIn,
      Consumer<PredictorReport> reports) {
    Objects.requireNonNull(pace, "pace"); // No tactic depends on it so far.
    Seeds own = seeds.child(settings.kind());
    if (settings instanceof TacticSettings.Nsga2 nsga2) {
      List<Candidate> first = nsga2.uniformStart() ? uniform : List.of();
      return new Nsga2Tactic(space, objectives, constraints, nsga2.settings(), own, first);
    }
    if (settings instanceof TacticSettings.Linas linas) {
      List<Candidate> first = linas.uniformStart() ? uniform : List.of();
      return new LinasTactic(
          space, objectives, reference, linas.settings(), own, first, standIn, reports);
    }
    if (settings instanceof TacticSettings.Uniform) {
      return new FixedTactic(requireSome(uniform));
    }
    return new RandomTactic(space, own);
  }

  private static List<Candidate> requireSome(List<Candidate> uniform) {
    if (uniform.isEmpty()) {
      throw new InputException(
          "The tactic uniform has no candidates: a table knows neither networks nor formats",
          "leave it out.");
    }
    return uniform;
  }
}
