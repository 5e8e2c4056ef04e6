package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.hyperspace.FixedParts;
import io.quarry.hyperspace.SpaceSearch;
import io.quarry.hyperspace.StageTable;
import io.quarry.problem.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry space}: which search space suits the hardware. */
@Command(
    name = "space",
    description = {
      "Searches over search spaces: which block type and which window of widths each stage should"
          + " have, so that networks within a latency are good (SpaceEvo's Q-T score).",
      "",
      "Of a configuration's supernet: the largest network is trained, each stage is distilled from it"
          + " with each block type and window, a Spark task each, and latencies come from the profile"
          + " of a class of hosts (quarry profile). Nothing is distilled twice. Writes"
          + " <name>-space-<hash>/space.conf in --runs, for space.restrict. With --table it"
          + " works on a recorded table of stages, and nothing is trained."
    },
    footer = {
      "",
      "The score of a space under a constraint T: of N networks drawn from it the",
      "share p is within T, and the best of those have the mean loss q;",
      "1 / (max(1, (t/p)^a) q). Several constraints add up. Scores of different N,",
      "t, a or --best are not to be compared.",
      "",
      "DIR holds one or more *.csv or *.csv.gz with the columns stage, block_type,",
      "window, input_shape (1xCxHxW), nsr_loss, mflops, mparams and latency_ms: for",
      "each stage, block type and window some sub-stages at each resolution. Perhaps",
      "also stages.conf: name = mine, fixed-ms { 160 = 1.45, 192 = 1.9 }"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class SpaceCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--host-class",
      paramLabel = "NAME",
      description =
          "The hosts whose latencies count, by their profile profiles/NAME.json in --runs. Default:"
              + " latency.profile, else that of latency.host-class.")
  private String hostClass = "";

  @Option(
      names = "--latency-ms",
      split = ",",
      paramLabel = "MS",
      description = "The constraint, or several joined by commas. Default: hyperspace.latency-ms.")
  private List<Double> latenciesMs = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Tells what would be trained, distilled and searched, and does none of it.")
  private boolean dryRun;

  @Option(
      names = "--table",
      paramLabel = "DIR",
      description = "Searches a recorded table of stages instead.")
  private String table = "";

  @Option(
      names = "--fixed-ms",
      split = ",",
      paramLabel = "HEIGHT=MS",
      description =
          "With --table, what stem and head take, which it lacks, by the height of the network's"
              + " input: 160=1.45,192=1.9; or one figure for all. Default: what stages.conf says.")
  private List<String> fixedMs = new ArrayList<>();

  @Mixin private SpaceOptions options = new SpaceOptions();
  @Mixin private SpaceSearches searches = new SpaceSearches();

  SpaceCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    searches.check();
    if (table.isEmpty()) {
      return ofConfig();
    }
    if (config.isGiven() || !hostClass.isEmpty() || dryRun) {
      throw new InputException(
          "--table %s stands beside a configuration, --host-class or --dry-run".formatted(table),
          "one of both is meant: a table has latencies already.");
    }
    StageTable stages = StageTable.load(Path.of(table), FixedParts.parse(fixedMs));
    SpaceSearch search = new SpaceSearch(stages, options.settings(latenciesMs), searches.seed());
    searches.given(stages); // What is none of its spaces is refused now.
    searches.begin(search);
    return searches.end(search, searches.run(search, stages, config.display(), context.stop()));
  }

  private int ofConfig() {
    if (!fixedMs.isEmpty()) {
      throw new InputException(
          "--fixed-ms stands without --table",
          "leave it out: stem and classifier are timed by the profile, or name a table.");
    }
    SearchConfig loaded = config.load(context);
    SearchConfig onHosts = hostClass.isEmpty() ? loaded : loaded.onHosts(hostClass);
    SearchConfig within = latenciesMs.isEmpty() ? onHosts : onHosts.withinMs(latenciesMs);
    return new SpaceOfConfig(context, config, within, options, searches).run(dryRun);
  }
}
