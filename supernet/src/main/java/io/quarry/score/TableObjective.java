package io.quarry.score;

import io.quarry.objective.Objective;
import java.util.Objects;

/**
 * An objective that a {@link CostTable} knows: nothing is run for it. To search for one, extend it
 * by a class that names itself and its table, and name that class in the configuration:
 *
 * <pre>
 * public final class BitFusionEnergy extends TableObjective {
 *   public BitFusionEnergy() throws IOException {
 *     super(Objective.minimize("energy-mj", "energy_mj", "mJ"), table());
 *   }
 * }
 * </pre>
 */
public class TableObjective implements CustomObjective {
  private static final long serialVersionUID = 1L;

  private final Objective objective;
  private final CostTable table;

  /**
   * An objective and the table that knows it.
   *
   * @param objective what the table's costs are
   */
  public TableObjective(Objective objective, CostTable table) {
    this.objective = Objects.requireNonNull(objective, "objective");
    this.table = Objects.requireNonNull(table, "table");
  }

  @Override
  public final Objective objective() {
    return objective;
  }

  @Override
  public final double measure(ScoredCandidate candidate) {
    return table.cost(candidate.network(), candidate.policy());
  }
}
