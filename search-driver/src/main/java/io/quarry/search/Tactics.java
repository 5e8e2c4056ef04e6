package io.quarry.search;

import io.quarry.config.TacticSettings;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import io.quarry.tactic.DynasTactic;
import io.quarry.tactic.FixedTactic;
import io.quarry.tactic.Goal;
import io.quarry.tactic.LinasTactic;
import io.quarry.tactic.Nsga2Tactic;
import io.quarry.tactic.Pace;
import io.quarry.tactic.RandomTactic;
import io.quarry.tactic.SearchTactic;
import io.quarry.tactic.Surroundings;
import java.util.List;

/** Starts tactics, for searches and replays alike. */
public final class Tactics {
  private Tactics() {}

  /**
   * A tactic that has not begun.
   *
   * @param seeds of the run; the tactic's own are derived by its name
   * @param uniform candidates that a tactic may start from, in the space; perhaps none
   * @param learned what a controller proposes that learned while the supernet trained; none of
   *     other tactics
   * @param surroundings for a tactic that predicts
   */
  public static SearchTactic of(
      TacticSettings settings,
      Pace pace,
      SearchSpace space,
      Goal goal,
      Seeds seeds,
      List<Candidate> uniform,
      List<Candidate> learned,
      Surroundings surroundings) {
    Seeds own = seeds.child(settings.kind());
    if (settings instanceof TacticSettings.Nsga2 nsga2) {
      List<Candidate> first = nsga2.uniformStart() ? uniform : List.of();
      return new Nsga2Tactic(
          space, goal.objectives(), goal.constraints(), nsga2.settings(), own, first);
    }
    if (settings instanceof TacticSettings.Linas linas) {
      List<Candidate> first = linas.uniformStart() ? uniform : List.of();
      return new LinasTactic(space, goal, linas.settings(), pace, own, first, surroundings);
    }
    if (settings instanceof TacticSettings.DynasCompat) {
      return new DynasTactic(space, goal, own, surroundings);
    }
    if (settings instanceof TacticSettings.Fliqs) {
      return new FixedTactic(requireLearned(learned));
    }
    if (settings instanceof TacticSettings.Uniform) {
      return new FixedTactic(requireSome(uniform));
    }
    return new RandomTactic(space, own);
  }

  private static List<Candidate> requireLearned(List<Candidate> learned) {
    if (learned.isEmpty()) {
      throw new InputException(
          "The tactic fliqs learns while a supernet trains, and nothing trains here",
          "leave it out, or use it with quarry search.");
    }
    return learned;
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
