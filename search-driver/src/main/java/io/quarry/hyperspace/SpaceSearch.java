package io.quarry.hyperspace;

import io.quarry.problem.InputException;
import io.quarry.search.Progress;
import io.quarry.search.StoppedException;
import io.quarry.seed.Seeds;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Searches over the spaces of a table under latency constraints. Everything that it tells was
 * scored anew, on draws that no search has seen, the same for all spaces. One thread; not
 * thread-safe.
 */
public final class SpaceSearch {
  /** How many of the best of a search are scored anew to find the best of them. */
  private static final int FINALISTS = 128;

  /** Rounds of the scores that are told. */
  static final int TOLD_ROUNDS = 10;

  private static final double NANOS = 1e9;

  /** Digits of a constraint that the fastest network keeps. */
  private static final MathContext ENOUGH = new MathContext(3, RoundingMode.CEILING);

  private static final double TEN_THOUSAND = 1e4;

  private final StageTable table;
  private final List<Double> latenciesMs;
  private final SpaceSettings settings;
  private final long seed;
  private final Rescoring told;

  /**
   * A search.
   *
   * @param seed of the first run; the next one has the next seed
   * @throws InputException when a constraint is less than the fastest network of all spaces takes
   */
  public SpaceSearch(StageTable table, SpaceSettings settings, long seed) {
    this.table = table;
    this.latenciesMs = settings.latenciesMs();
    this.settings = settings;
    this.seed = seed;
    this.told = rescoring(new Seeds(seed).child("told"), () -> false);
    requireAttainable();
  }

  private void requireAttainable() {
    StageTable.Fastest fastest = table.fastest();
    for (double ms : latenciesMs) {
      if (ms < fastest.latencyMs()) {
        throw new InputException(
            "No space of %s has a network within %s ms: %s".formatted(table.name(), ms, fastest()),
            "--latency-ms %s would do, or faster blocks, narrower widths or lower resolutions."
                .formatted(new BigDecimal(fastest.latencyMs()).round(ENOUGH).toPlainString()));
      }
    }
  }

  private String fastest() {
    StageTable.Fastest fastest = table.fastest();
    return String.format(
        Locale.ROOT,
        "the fastest takes %.4f ms, %s of it in the fixed parts, in %s at %s",
        fastest.latencyMs(),
        rounded(fastest.fixedMs()),
        table.hyperspace().text(fastest.space()),
        fastest.resolution());
  }

  /** What to tell when no space that was found keeps a constraint. */
  public String miss() {
    return "no space found keeps a constraint with any of the networks drawn; " + fastest();
  }

  /** What is searched, and how, for people. */
  public String text() {
    Hyperspace hyperspace = table.hyperspace();
    return String.join(
        System.lineSeparator(),
        "table        %s: %d sub-stages of %d stages, %d choices of block type and window"
            .formatted(table.name(), table.rows(), hyperspace.stages().size(), table.choices()),
        "fixed parts  " + fixedParts(),
        "spaces       %s".formatted(hyperspace.size()),
        "constraints  %s ms".formatted(String.join(" ms, ", settings.latencyTexts())),
        "search       " + tactic(),
        "scores told  means of %d rounds of %d networks, the best %d of each"
            .formatted(TOLD_ROUNDS, settings.finals().samples(), settings.finals().best()));
  }

  private String tactic() {
    if (settings.areEnoughForAll(table)) {
      return "all of them, by %d networks of each".formatted(settings.samples());
    }
    return "%s: %d evaluations of %d networks, population %d%s"
        .formatted(
            settings.tactic().name().toLowerCase(Locale.ROOT),
            settings.evaluations(),
            settings.samples(),
            settings.population(),
            settings.tactic() == SpaceSettings.Tactic.AGING
                ? ", tournament %d".formatted(settings.tournament())
                : "");
  }

  private static String rounded(double ms) {
    return Math.round(ms * TEN_THOUSAND) / TEN_THOUSAND + " ms";
  }

  private String fixedParts() {
    Resolutions resolutions = table.resolutions();
    if (resolutions.fixedMs().stream().allMatch(ms -> ms == 0)) {
      return "unknown and left out: a latency is that of the stages alone";
    }
    return IntStream.range(0, resolutions.count())
            .mapToObj(
                r -> resolutions.labels().get(r) + ": " + rounded(resolutions.fixedMs().get(r)))
            .collect(Collectors.joining(", "))
        + "; an approximation, for the table lacks them";
  }

  /**
   * Searches several times. When the user asks to stop, what was found so far is the result.
   *
   * @param runs how many times, at least one
   * @param random how many random spaces to compare with, 0 or more
   * @param given spaces to compare with
   * @throws StoppedException when nothing was found before the user asked to stop
   */
  public SpaceSearchResult run(
      int runs, int random, List<StageSpace> given, Progress progress, BooleanSupplier stop) {
    List<SpaceRun> found = new ArrayList<>();
    Set<StageSpace> front = new LinkedHashSet<>();
    boolean stopped = false;
    long each = settings.evaluationsOf(table);
    long total = runs * each;
    try (Progress.Work work = progress.start("spaces of " + table.name(), total)) {
      for (int i = 0; i < runs && !stopped; i++) {
        Run run = new Run(seed + i, work, i * each, stop);
        run.search().ifPresent(winner -> found.add(run.result(winner)));
        if (latenciesMs.size() > 1) {
          front.addAll(run.evaluations.front());
        }
        stopped = run.stopped;
      }
    }
    if (found.isEmpty()) {
      throw new StoppedException("stopped before anything was found");
    }
    return new SpaceSearchResult(
        table,
        settings,
        found,
        random(random),
        bestOfOneType(),
        told(given),
        front(front),
        stopped);
  }

  /** What speaks for a space: its best networks, and how all spaces score that are near it. */
  public Evidence evidence(StageSpace space) {
    List<StageSpace> near = table.hyperspace().neighbours(space);
    QtScorer scorer = new QtScorer(table, latenciesMs, settings.finals());
    Draws draws = told.draws(0);
    List<Evidence.Networks> networks =
        scorer.bestWithin(space, draws).stream()
            .map(best -> Evidence.Networks.of(best.networks(), space, table, draws))
            .toList();
    return new Evidence(table, settings, told(List.of(space)).get(0), networks, told(near));
  }

  private List<Rescored> random(int count) {
    RandomGenerator random = new Seeds(seed).child("random").generator();
    Set<StageSpace> drawn = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      drawn.add(table.hyperspace().draw(random));
    }
    return told(List.copyOf(drawn));
  }

  /** Of each block type that all stages may have, the best space that has no other. */
  private Map<String, Rescored> bestOfOneType() {
    Map<String, Rescored> best = new LinkedHashMap<>();
    table
        .hyperspace()
        .ofOneType()
        .forEach(
            (type, spaces) ->
                best.put(
                    type,
                    told(spaces).stream()
                        .max(Comparator.comparingDouble(Rescored::score))
                        .orElseThrow()));
    return best;
  }

  private List<Rescored> told(List<StageSpace> spaces) {
    told.play(spaces, TOLD_ROUNDS);
    return spaces.stream().map(space -> told.of(space, TOLD_ROUNDS)).toList();
  }

  /** Those of spaces that no other one beats under all constraints, best under the first. */
  private List<Rescored> front(Set<StageSpace> spaces) {
    return Fronts.of(told(List.copyOf(spaces)), Rescored::scores).stream()
        .sorted(Comparator.comparingDouble(one -> -one.scores()[0]))
        .toList();
  }

  private Rescoring rescoring(Seeds seeds, BooleanSupplier stop) {
    return new Rescoring(table, latenciesMs, settings.finals(), seeds, stop);
  }

  /** A search from one seed: a tactic, then the finals among the best that it found. */
  private final class Run {
    private final long ofSeed;
    private final Evaluations evaluations;
    private final Rescoring rescoring;
    private final long start = System.nanoTime();
    private boolean stopped;

    /**
     * A search to come.
     *
     * @param before how many evaluations earlier ones had
     */
    Run(long ofSeed, Progress.Work work, long before, BooleanSupplier stop) {
      Seeds seeds = new Seeds(ofSeed);
      QtSettings coarse = settings.finals().scaledTo(settings.samples());
      this.ofSeed = ofSeed;
      this.evaluations =
          new Evaluations(
              new QtScorer(table, latenciesMs, coarse),
              Draws.of(coarse.samples(), table, seeds.child("draws").generator()),
              settings.evaluations(),
              stop,
              (count, best) -> work.reach(before + count, detail(best)));
      this.rescoring = rescoring(seeds.child("finals"), stop);
    }

    private String detail(double best) {
      return String.format(Locale.ROOT, "seed %d, best %.4f", ofSeed, best);
    }

    /** The best space; none when the user asked to stop before there was one. */
    Optional<StageSpace> search() {
      try {
        settings.start(table).search(evaluations, new Seeds(ofSeed).child("evolve").generator());
        Finals finals = new Finals(table.hyperspace(), rescoring);
        return Optional.of(finals.winner(evaluations.best(FINALISTS)));
      } catch (StoppedException e) {
        stopped = true; // What was found until then is the result.
        return evaluations.best(1).stream().findFirst();
      }
    }

    SpaceRun result(StageSpace winner) {
      double seconds = (System.nanoTime() - start) / NANOS;
      return new SpaceRun(
          ofSeed,
          told(List.of(winner)).get(0),
          evaluations.count(),
          evaluations.count() + rescoring.spacesBeside(evaluations),
          rescoring.paid(),
          seconds);
    }
  }
}
