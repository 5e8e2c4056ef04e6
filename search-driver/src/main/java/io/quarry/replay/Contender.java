package io.quarry.replay;

import io.quarry.config.TacticSettings;
import io.quarry.predict.Costs;
import io.quarry.search.Tactics;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.table.RecordedTable;
import io.quarry.tactic.Goal;
import io.quarry.tactic.Pace;
import io.quarry.tactic.SearchTactic;
import io.quarry.tactic.Surroundings;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A tactic that is replayed.
 *
 * @param name for people
 * @param settings of the tactic
 * @param batch most candidates asked for at a time, positive
 */
public record Contender(String name, TacticSettings settings, int batch) {
  public Contender {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
  }

  SearchTactic start(
      RecordedTable table, Pace pace, Seeds seeds, UnaryOperator<Candidate> standIn) {
    List<Double> reference = Arrays.stream(table.referencePoint()).boxed().toList();
    return Tactics.of(
        settings,
        pace,
        table.space(),
        new Goal(table.objectives(), List.of(), reference),
        seeds,
        List.of(),
        List.of(),
        new Surroundings(Costs.none(), standIn, report -> {}));
  }
}
