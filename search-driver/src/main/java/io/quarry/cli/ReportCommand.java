package io.quarry.cli;

import io.quarry.page.RunReport;
import io.quarry.report.Runs;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry report}: a run as a page to look at. */
@Command(
    name = "report",
    description =
        "Writes the report of a run, finished or not: one HTML file with its front, its growth and"
            + " why it came out so, which a browser opens from disk without a network.",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class ReportCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run's directory: a path or a URI.")
  private String run = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to: a path or a URI. Default: report.html in the run's directory.")
  private String file = "";

  @Spec private CommandSpec spec;

  ReportCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Runs location = context.engine().runs(run);
    RunReport report = RunReport.of(location);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        file.isEmpty() ? report.write(location.run()) : report.write(context.engine().runs(file)));
    out.flush();
    return Cli.OK;
  }
}
