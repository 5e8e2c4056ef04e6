package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.hyperspace.FoundStages;
import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.SpaceSearchResult;
import io.quarry.hyperspace.SpaceSettings;
import io.quarry.hyperspace.StageTable;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.report.SpaceDirectory;
import io.quarry.search.StageFigures;
import io.quarry.search.StagePlan;
import io.quarry.search.StageWork;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.Locale;

/** A search over the spaces of a configuration's own supernet. */
final class SpaceOfConfig {
  private final Cli.Context context;
  private final ConfigOptions options;
  private final SearchConfig config;
  private final SpaceOptions scoring;
  private final SpaceSearches searches;

  SpaceOfConfig(
      Cli.Context context,
      ConfigOptions options,
      SearchConfig config,
      SpaceOptions scoring,
      SpaceSearches searches) {
    this.context = context;
    this.options = options;
    this.config = config;
    this.scoring = scoring;
    this.searches = searches;
  }

  /** Refuses what cannot be before anything is paid for; then distils, searches and writes. */
  int run(boolean dryRun) {
    requireHosts();
    Runs runs = context.engine().runs(options.runs());
    StageWork work = context.engine().stages(config, runs);
    StagePlan plan = work.plan();
    StageTable timed = new FoundStages(config.name(), plan.timed()).table();
    searches.tell(text(plan, timed));
    List<Double> latenciesMs = config.hyperspace().latenciesMs();
    if (latenciesMs.isEmpty()) {
      return withoutConstraint(timed, dryRun);
    }
    SpaceSettings settings = scoring.settings(latenciesMs);
    SpaceSearch search = new SpaceSearch(timed, settings, searches.seed());
    searches.given(timed); // What is none of its spaces is refused now.
    searches.begin(search);
    if (dryRun) {
      return Cli.OK;
    }
    return search(runs, settings, work.distilled(options.display(), context.stop()));
  }

  private int search(Runs runs, SpaceSettings settings, StageFigures figures) {
    FoundStages found = new FoundStages(config.name(), figures);
    StageTable table = found.table();
    SpaceDirectory directory =
        runs.space(
            config, String.join("\n", figures.origin(), settings.toString(), searches.decisive()));
    directory.writeTable(config, found.csv(), found.description());
    SpaceSearch search = new SpaceSearch(table, settings, searches.seed());
    SpaceSearchResult result = searches.run(search, table, options.display(), context.stop());
    if (!result.stopped() && result.isFeasible()) {
      directory.writeSpace(
          search.evidence(result.best().winner().space()).json(),
          result.remarks() + table.hyperspace().restriction(result.best().winner().space()));
      searches.tell(next(directory));
    }
    return searches.end(search, result);
  }

  private void requireHosts() {
    String hostClass = config.latency().hostClass();
    if (config.latency().profile().isEmpty() && !hostClass.matches(ProfileCommand.HOST_CLASS)) {
      throw new InputException(
          hostClass.isEmpty()
              ? "No hosts are named whose latencies count"
              : "A host class is named by letters, digits, dots and dashes, not \"%s\""
                  .formatted(hostClass),
          "give the class that quarry profile was given: --host-class edge-a; or a recorded table:"
              + " --table DIR.");
    }
  }

  private int withoutConstraint(StageTable timed, boolean dryRun) {
    if (dryRun) {
      return Cli.OK;
    }
    String median = String.format(Locale.ROOT, "%.2g", medianMs(timed));
    throw new InputException(
        String.format(
            Locale.ROOT,
            "No constraint is given: the fastest of all networks takes %.4f ms, the median of random"
                + " ones %.4f ms",
            timed.leastMs(),
            medianMs(timed)),
        "--latency-ms %s, or hyperspace.latency-ms = [%s].".formatted(median, median));
  }

  private double medianMs(StageTable timed) {
    return timed.medianMs(new Seeds(config.seed()).child("median").generator());
  }

  private String text(StagePlan plan, StageTable timed) {
    String note =
        config.space().restrict().isEmpty()
            ? ""
            : System.lineSeparator()
                + "restriction  left aside: there is all of supernet.stages to choose from";
    return String.format(
        Locale.ROOT,
        "stages       %s: %d block types with windows, %d of them distilled%n"
            + "teacher      %s%n"
            + "hosts        %s, by %s%n"
            + "latencies    fastest network %.4f ms, median of random ones %.4f ms, all in int8%n"
            + "spark        %s%s",
        plan.location(),
        plan.stages(),
        plan.distilled(),
        plan.teacher(),
        plan.hosts(),
        plan.profile(),
        timed.leastMs(),
        medianMs(timed),
        plan.master(),
        note);
  }

  private String next(SpaceDirectory directory) {
    return String.join(
        System.lineSeparator(),
        "",
        "%s, the evidence beside it; search in it:".formatted(directory.space()),
        "quarry search%s --set space.restrict=%s".formatted(options.files(), directory.space()),
        directory
            .table()
            .map("its table, for other constraints: quarry space --table %s"::formatted)
            .orElse("with another --latency-ms nothing of this is distilled again"));
  }
}
