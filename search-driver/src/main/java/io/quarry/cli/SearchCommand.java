package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Objective;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.search.Plan;
import io.quarry.search.SearchResult;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry search}: the plan, the search, the front. */
@Command(
    name = "search",
    description = "Searches; trains the supernet first where it is missing.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class SearchCommand implements Callable<Integer> {
  private static final BigInteger LONG_NUMBER = BigInteger.TEN.pow(9);

  private final Cli.Context context;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "The run's directory in --runs. Default: the configuration's name and its hash's beginning.")
  private String run = "";

  @Spec private CommandSpec spec;

  SearchCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SearchConfig config = options.load(context.objectives());
    Runs runs = context.engine().runs(options.runs());
    // Before the directory is made: a plan that cannot be leaves nothing behind.
    Plan plan = context.engine().plan(config, runs);
    RunDirectory directory = runs.open(run.isEmpty() ? Runs.defaultName(config) : run, config);
    out.printf("run          %s%n", directory.directory());
    print(plan, config, out);
    SearchResult result =
        context.engine().search(config, runs, directory, options.display(), context.stop());
    print(result, directory, out);
    return isHopeless(result) ? Cli.BUG : Cli.OK;
  }

  /** Every candidate failed: there is a front, and it is empty. */
  private boolean isHopeless(SearchResult result) {
    int failed = result.summary().evaluations().failed();
    boolean hopeless = failed > 0 && result.front().front().points().isEmpty();
    if (hopeless) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("quarry: all %d candidates failed; measurements/ holds the causes%n", failed);
      err.flush();
    }
    return hopeless;
  }

  /** What is going to be done. */
  static void print(Plan plan, SearchConfig config, PrintWriter out) {
    out.printf("space        %s candidates%n", text(plan.spaceSize()));
    out.printf(
        "evaluations  %d, by %s in batches of %d%n",
        config.search().evaluations(), config.search().tactic().kind(), config.search().batch());
    out.printf(
        "objectives   %s%n",
        config.objectives().stream().map(Objective::name).collect(Collectors.joining(", ")));
    out.printf("seed         %d%n", config.seed());
    out.printf("supernet     %s%n", plan.supernet());
    out.printf("master       %s%n%n", plan.master());
    out.flush();
  }

  private static void print(SearchResult result, RunDirectory directory, PrintWriter out) {
    Summary summary = result.summary();
    out.printf("%n%s%n%n", result.front().text());
    out.printf(
        Locale.ROOT,
        "front size %d, hypervolume %.6g; %d evaluations paid, %d from the store, %d failed%n",
        summary.frontSize(),
        summary.hypervolume(),
        summary.evaluations().paid(),
        summary.evaluations().fromStore(),
        summary.evaluations().failed());
    out.printf("%s%n", directory.directory());
    out.flush();
  }

  /** Exact, and where that is long its order of magnitude too. */
  private static String text(BigInteger size) {
    String exact = size.toString();
    return Optional.of(size)
        .filter(large -> large.compareTo(LONG_NUMBER) > 0)
        .map(large -> "%s (%.1e)".formatted(exact, large.doubleValue()))
        .orElse(exact);
  }
}
