package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * How to search over spaces.
 *
 * @param latenciesMs the constraints, at least one; the scores under them add up
 * @param tactic the way
 * @param evaluations how many spaces are scored, at least one; all of them, whatever the way, where
 *     there are no more; on top comes what finds the best of the best
 * @param samples how many networks are drawn for a score of the search
 * @param finals for scores that decide, and that are told
 * @param population how many spaces live at a time, 2 or more
 * @param tournament how many compete to be a parent, at least one; in aging evolution alone
 */
public record SpaceSettings(
    List<Double> latenciesMs,
    Tactic tactic,
    int evaluations,
    int samples,
    QtSettings finals,
    int population,
    int tournament) {

  /** The ways to search. */
  public enum Tactic {
    /** Aging evolution on the sum of the scores. */
    AGING,
    /** NSGA-II on all scores. */
    NSGA2
  }

  public SpaceSettings {
    latenciesMs = List.copyOf(latenciesMs);
    Objects.requireNonNull(tactic, "tactic");
    Objects.requireNonNull(finals, "finals");
    requireLatencies(latenciesMs);
    require(evaluations >= 1, "evaluations", evaluations, "1 or more");
    require(samples >= 1, "samples", samples, "1 or more");
    require(population >= 2, "population", population, "2 or more");
    require(tournament >= 1, "tournament", tournament, "1 or more");
  }

  private static void requireLatencies(List<Double> latenciesMs) {
    boolean sound = latenciesMs.stream().allMatch(ms -> ms > 0 && Double.isFinite(ms));
    boolean distinct = new HashSet<>(latenciesMs).size() == latenciesMs.size();
    require(
        sound && distinct && !latenciesMs.isEmpty(),
        "latency-ms",
        latenciesMs,
        "one or more different times above 0");
  }

  /** Refuses what an option was given. */
  static void require(boolean sound, String option, Object value, String meant) {
    if (!sound) {
      throw new InputException("--%s %s, but must be %s".formatted(option, value, meant));
    }
  }

  /** The constraints as texts: {@code 10}. */
  List<String> latencyTexts() {
    return latenciesMs.stream()
        .map(ms -> BigDecimal.valueOf(ms).stripTrailingZeros().toPlainString())
        .toList();
  }

  /** Whether so many evaluations are enough for all spaces of a table. */
  boolean areEnoughForAll(StageTable table) {
    return table.hyperspace().size().compareTo(BigInteger.valueOf(evaluations)) <= 0;
  }

  /** How many spaces of a table a search scores. */
  int evaluationsOf(StageTable table) {
    return areEnoughForAll(table) ? table.hyperspace().size().intValueExact() : evaluations;
  }

  /** The tactic at work. */
  SpaceTactic start(StageTable table) {
    if (areEnoughForAll(table)) {
      return new AllSpaces(table.hyperspace());
    }
    return switch (tactic) {
      case AGING -> new AgingEvolution(table, population, tournament);
      case NSGA2 -> new Nsga2Evolution(table, latenciesMs.size(), population);
    };
  }
}
