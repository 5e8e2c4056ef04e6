package io.quarry.cli;

import io.quarry.hyperspace.QtSettings;
import io.quarry.hyperspace.SpaceSettings;
import java.util.List;
import picocli.CommandLine.Option;

/** How {@code quarry space} searches and scores. The defaults are SpaceEvo's. */
final class SpaceOptions {
  private static final int DERIVED = 0;

  /** Of the evaluations, which aging evolution keeps alive: 500 of 5,000. */
  private static final int AGING_PART = 10;

  /** Of the evaluations, which a generation of NSGA-II has: 100 of 5,000. */
  private static final int NSGA2_PART = 50;

  /** Of the population, which compete: 125 of 500. */
  private static final int TOURNAMENT_PART = 4;

  @Option(
      names = "--tactic",
      paramLabel = "aging|nsga2",
      defaultValue = "aging",
      description =
          "aging: aging evolution on the sum of the scores. nsga2: NSGA-II, with the score under"
              + " each constraint as an objective. Default: ${DEFAULT-VALUE}.")
  private SpaceSettings.Tactic tactic = SpaceSettings.Tactic.AGING;

  @Option(
      names = "--evaluations",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "Spaces that a search scores. On top come those that differ in one choice from the best."
              + " Default: ${DEFAULT-VALUE}.")
  private int evaluations;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Networks drawn for a score of the search. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--population",
      paramLabel = "N",
      description =
          "Spaces that live at a time. Default: a tenth of the evaluations, with nsga2 a fiftieth.")
  private int population = DERIVED;

  @Option(
      names = "--tournament",
      paramLabel = "N",
      description = "Spaces that compete to be a parent. Default: a quarter of the population.")
  private int tournament = DERIVED;

  @Option(
      names = "--final-samples",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Networks drawn for a score that decides, or is told. Default: ${DEFAULT-VALUE}.")
  private int finalSamples;

  @Option(
      names = "--best",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Of how many of the --final-samples the losses are averaged; of the --samples as large a"
              + " part. Default: ${DEFAULT-VALUE}.")
  private int best;

  @Option(
      names = "--target-share",
      paramLabel = "t",
      defaultValue = "0.08",
      description = "The share from which on more count for nothing. Default: ${DEFAULT-VALUE}.")
  private double targetShare;

  @Option(
      names = "--exponent",
      paramLabel = "a",
      defaultValue = "0.01",
      description = "How much a smaller share counts. Default: ${DEFAULT-VALUE}.")
  private double exponent;

  SpaceSettings settings(List<Double> latenciesMs) {
    boolean aging = tactic == SpaceSettings.Tactic.AGING;
    int part = Math.max(2, evaluations / (aging ? AGING_PART : NSGA2_PART));
    int living = population == DERIVED ? part : population;
    int competing = tournament == DERIVED ? Math.max(1, living / TOURNAMENT_PART) : tournament;
    return new SpaceSettings(
        latenciesMs,
        tactic,
        evaluations,
        samples,
        new QtSettings(finalSamples, best, targetShare, exponent),
        living,
        competing);
  }
}
