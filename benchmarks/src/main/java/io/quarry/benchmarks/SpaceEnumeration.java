package io.quarry.benchmarks;

import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.Hyperspace;
import io.quarry.hyperspace.QtSettings;
import io.quarry.hyperspace.Rescored;
import io.quarry.hyperspace.SpaceRun;
import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.SpaceSearchResult;
import io.quarry.hyperspace.SpaceSettings;
import io.quarry.hyperspace.StageSpace;
import io.quarry.hyperspace.StageTable;
import io.quarry.search.Progress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a search over spaces finds the best one, in a hyperspace that is small enough to score
 * all of: of each seed the winner, how many spaces were scored for it, and how far it is below the
 * best of all, both as means of the same draws, which no search has seen.
 *
 * <p>Arguments: {@code table=DIR}; {@code latencies=} constraints in milliseconds, each by itself;
 * {@code share=0.13} of the spaces that a search may score before what it compares its best with;
 * {@code seeds=10}; {@code samples=20000}; {@code tactics=aging,nsga2}. Prints CSV.
 */
public final class SpaceEnumeration {
  private SpaceEnumeration() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    Arguments given =
        Arguments.of(
            arguments,
            Map.of(
                "table", "",
                "latencies", "",
                "share", "0.13",
                "seeds", "10",
                "samples", "20000",
                "tactics", "aging,nsga2"));
    StageTable table = StageTable.load(Path.of(given.option("table")), FixedParts.parse(List.of()));
    List<StageSpace> all = table.hyperspace().all();
    System.out.println(
        "latency_ms,tactic,seed,space,score,standard_error,spaces,share_percent,below_best_percent");
    for (double latencyMs : given.numbers("latencies")) {
      for (String tactic : given.list("tactics")) {
        int evaluations = (int) (Double.parseDouble(given.option("share")) * all.size());
        SpaceSettings settings =
            new SpaceSettings(
                List.of(latencyMs),
                SpaceSettings.Tactic.valueOf(tactic.toUpperCase(Locale.ROOT)),
                evaluations,
                given.count("samples"),
                new QtSettings(100_000, 50, 0.08, 0.01),
                Math.max(2, evaluations / 10),
                Math.max(1, evaluations / 40));
        print(given.count("seeds"), new SpaceSearch(table, settings, 1), all, latencyMs, tactic);
      }
    }
  }

  private static void print(
      int seeds, SpaceSearch search, List<StageSpace> all, double latencyMs, String tactic) {
    SpaceSearchResult result = search.run(seeds, 0, all, silent(), () -> false);
    Rescored best =
        result.given().stream().max(Comparator.comparingDouble(Rescored::score)).orElseThrow();
    Hyperspace spaces = result.table().hyperspace();
    System.out.printf(
        Locale.ROOT,
        "%s,all,,%s,%.5f,%.5f,%d,100,0%n",
        latencyMs,
        spaces.text(best.space()).replace(',', ' '),
        best.score(),
        best.standardError(),
        all.size());
    for (SpaceRun run : result.runs()) {
      System.out.printf(
          Locale.ROOT,
          "%s,%s,%d,%s,%.5f,%.5f,%d,%.1f,%.3f%n",
          latencyMs,
          tactic,
          run.seed(),
          spaces.text(run.winner().space()).replace(',', ' '),
          run.winner().score(),
          run.winner().standardError(),
          run.spaces(),
          100.0 * run.spaces() / all.size(),
          100 * (1 - run.winner().score() / best.score()));
    }
  }

  static Progress silent() {
    return (name, total) ->
        new Progress.Work() {
          @Override
          public void reach(long done, String detail) {
            // A row a seed is all that is printed.
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
  }
}
