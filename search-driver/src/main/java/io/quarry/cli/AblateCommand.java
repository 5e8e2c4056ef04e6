package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.report.AblationTable;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.search.AblationPlan;
import io.quarry.search.AblationResult;
import io.quarry.search.Plan;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarry ablate}: what searching jointly buys. */
@Command(
    name = "ablate",
    description = {
      "Compares the joint search with architectures first and formats then, and with formats alone.",
      "",
      "Each variant has search.evaluations of its own and the same tactic; what several of them"
          + " measure is paid once. All search synchronously. The uniform formats are a further row. Hypervolumes are those"
          + " of the validation split; nothing is confirmed on the test split."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class AblateCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "The run's directory in --runs. Default: as that of a search, followed by -ablate.")
  private String run = "";

  @Spec private CommandSpec spec;

  AblateCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SearchConfig config = options.load(context);
    // Before the directory is made: what cannot be leaves nothing behind.
    AblationPlan ablation = AblationPlan.of(config);
    Runs runs = context.engine().runs(options.runs());
    Plan plan = context.engine().plan(config, runs);
    RunDirectory directory =
        runs.open(run.isEmpty() ? Runs.defaultName(config) + "-ablate" : run, config);
    out.printf("run          %s%n", directory.directory());
    String title = "variants";
    for (String line : ablation.lines()) {
      out.printf("%-12s %s%n", title, line);
      title = "";
    }
    SearchCommand.print(plan, config, out);
    AblationResult result =
        context.engine().ablate(config, runs, directory, options.display(), context.stop());
    print(result, directory, out);
    return verdict(result.table(), config);
  }

  private static void print(AblationResult result, RunDirectory directory, PrintWriter out) {
    out.printf("%n%s%n%n", result.table().text());
    out.printf(
        "%d evaluations paid, %d from the store%n%s%n",
        result.paid(), result.fromStore(), directory.directory());
    out.flush();
  }

  /** Without a front in any variant nothing was found: by constraints, or as everything failed. */
  private int verdict(AblationTable table, SearchConfig config) {
    if (table.rows().stream().anyMatch(row -> !row.front().points().isEmpty())) {
      return Cli.OK;
    }
    boolean constrained = !config.constraints().isEmpty();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        constrained
            ? "quarry: no variant found a point that satisfies the constraints"
            : "quarry: all candidates failed; measurements/ holds the causes");
    err.flush();
    return constrained ? Cli.INFEASIBLE : Cli.BUG;
  }
}
