package io.quarry.cli;

import io.quarry.query.Comparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry compare}: was this search better than that one. */
@Command(
    name = "compare",
    description = {
      "Holds runs side by side: hypervolumes up to one reference point, fronts, how much of each the"
          + " others dominate, what was paid for and how long it took, predictors, and which settings"
          + " differ.",
      "",
      "Objectives that not all runs search for do not count. Hypervolumes are of validation errors"
          + " and of latencies that were measured."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class CompareCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Directories of runs, two or more: paths or URIs.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Writes a page to look at, too: fronts and hypervolumes over each other; a path or a URI.")
  private String html = "";

  @ArgGroup private Form form = new Form();

  @Spec private CommandSpec spec;

  /** At most one of them. */
  private static final class Form {
    @Option(
        names = "--json",
        description = "Prints JSON, on one line, with fronts and hypervolumes over evaluations.")
    private boolean json;

    @Option(names = "--csv", description = "Prints CSV, a line a run.")
    private boolean csv;
  }

  CompareCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(runs.stream().map(context.engine()::runs).toList());
    PrintWriter err = spec.commandLine().getErr();
    comparison.remarks().forEach(remark -> err.printf("quarry: %s%n", remark));
    err.flush();
    PrintWriter out = spec.commandLine().getOut();
    if (form.csv) {
      out.print(comparison.csv());
    } else {
      out.println(form.json ? comparison.json() : comparison.text());
    }
    out.flush();
    if (!html.isEmpty()) {
      comparison.write(context.engine().runs(html));
    }
    return Cli.OK;
  }
}
