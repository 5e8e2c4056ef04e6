package io.quarry.replay;

import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.ParetoFront;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.table.RecordedTable;
import io.quarry.table.UnseenRows;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tactic at work on a table. A candidate without a row, or whose row is taken, is evaluated by
 * the nearest row left: its outcome is told, and the candidate asked for is given up with it. Not
 * thread-safe.
 */
final class Session {
  private final RecordedTable table;
  private final List<Objective> objectives;
  private final SearchTactic tactic;
  private final int budget;
  private final UnseenRows unseen;

  /** Candidates that the tactic waits for. */
  private final Set<Candidate> waiting = new HashSet<>();

  /** Row to the candidate that was asked for in its place. */
  private final Map<Integer, Candidate> movedFrom = new HashMap<>();

  private final Set<String> paid = new HashSet<>();
  private final List<List<Integer>> batches = new ArrayList<>();
  private final List<Double> volumes = new ArrayList<>();
  private final List<double[]> front = new ArrayList<>();
  private int started;
  private int moved;
  private int duplicates;

  /** A session of at most {@code budget} evaluations. */
  Session(RecordedTable table, SearchTactic tactic, int budget, Seeds seeds) {
    this.table = table;
    this.objectives = table.objectives();
    this.tactic = tactic;
    this.budget = budget;
    this.unseen = new UnseenRows(table, seeds);
  }

  /**
   * The rows to be evaluated next.
   *
   * @return at most {@code free}; fewer when the tactic waits for outcomes, the budget is spent or
   *     no row is left
   */
  List<Integer> ask(int free) {
    int most = Math.min(free, Math.min(budget - started, unseen.left()));
    List<Candidate> asked = most == 0 ? List.of() : tactic.ask(most);
    List<Integer> rows = unseen.take(asked);
    for (int i = 0; i < rows.size(); i++) {
      Candidate candidate = asked.get(i);
      waiting.add(candidate);
      if (!outcome(rows.get(i)).candidate().equals(candidate)) {
        movedFrom.put(rows.get(i), candidate);
        moved++;
      }
    }
    started += rows.size();
    return rows;
  }

  /** The evaluation of rows has ended. */
  void finish(List<Integer> rows) {
    batches.add(List.copyOf(rows));
    List<Outcome> outcomes = rows.stream().map(this::outcome).toList();
    outcomes.forEach(this::pay);
    outcomes.forEach(outcome -> waiting.remove(outcome.candidate()));
    tactic.tell(outcomes);
    // Afterwards, for a tactic that waits for a whole generation shall judge all of it at once.
    List<Candidate> givenUp =
        rows.stream().filter(movedFrom::containsKey).map(movedFrom::remove).toList();
    tactic.withdraw(givenUp.stream().filter(waiting::remove).toList());
  }

  /** What was done so far. */
  Trace trace() {
    return new Trace(batches, volumes, moved, duplicates);
  }

  private Outcome outcome(int row) {
    return table.row(row).outcome();
  }

  /** Counts duplicates by the candidates' texts, whatever rows are taken to be. */
  private void pay(Outcome outcome) {
    if (!paid.add(outcome.candidate().text())) {
      duplicates++;
    }
    double before = volumes.isEmpty() ? 0 : volumes.get(volumes.size() - 1);
    volumes.add(outcome instanceof Measurement measurement ? volumeWith(measurement) : before);
  }

  private double volumeWith(Measurement measurement) {
    double[] point = measurement.scores().canonical(objectives);
    boolean known =
        front.stream().anyMatch(p -> Arrays.equals(p, point) || ParetoFront.dominates(p, point));
    if (known) {
      return volumes.get(volumes.size() - 1);
    }
    front.removeIf(p -> ParetoFront.dominates(point, p));
    front.add(point);
    return table.volume(front.toArray(double[][]::new));
  }
}
