package io.quarry.cli;

import io.quarry.report.RunStatus;
import io.quarry.report.Runs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry status}: how a run stands, wherever it is executed. */
@Command(
    name = "status",
    description =
        "Tells how a run stands, by its directory alone: what is done, running and failed, the rate,"
            + " and what is left. Looks for ten seconds where it is not plain whether the driver"
            + " is alive.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class StatusCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run's directory: a path or a URI.")
  private String run = "";

  @Option(names = "--json", description = "Prints JSON, on one line.")
  private boolean json;

  @Option(
      names = "--journal",
      description =
          "Prints the rows of its store instead: batch, position, key, status, scores. Equal searches"
              + " have equal rows.")
  private boolean journal;

  @Spec private CommandSpec spec;

  StatusCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Runs location = context.engine().runs(run);
    PrintWriter out = spec.commandLine().getOut();
    if (journal) {
      location.journal().forEach(out::println);
      out.flush();
      return Cli.OK;
    }
    RunStatus status = location.status();
    out.println(json ? status.json() : status.text());
    out.flush();
    return Cli.OK;
  }
}
