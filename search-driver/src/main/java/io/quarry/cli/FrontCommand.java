package io.quarry.cli;

import io.quarry.query.FrontAnswer;
import io.quarry.query.FrontQuery;
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

/** {@code quarry front}: which model for the device. */
@Command(
    name = "front",
    description = {
      "Tells the front of everything that runs measured, under conditions: of the candidates that"
          + " satisfy them those that no other one dominates.",
      "",
      "Needs no Spark. Every latency was measured: a candidate whose latency was only predicted is"
          + " skipped, and counted."
    },
    footer = {
      "",
      "A condition compares names with values, by <=, <, >=, >, = and !=, joined by and, or, not and"
          + " brackets:",
      "  latency-ms <= 3 and size-bytes <= 200000",
      "  stage1.kernel = 3 and not (format = float32 or standing = dominated)",
      "Names are objectives, test-top1-error, confirmed-latency-ms, latency-p10-ms, latency-p90-ms,",
      "interval-percent, duration-ms, run, standing, host, cpu, and decisions or groups of them (search",
      "--print-space lists them). Of a group = holds where all have the value, != where none has. What",
      "a candidate has no value of is neither small nor large nor equal."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Version.class)
final class FrontCommand implements Callable<Integer> {
  private final Cli.Context context;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Directories of runs: paths or URIs. Several have one front.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "What the points satisfy. Default: the constraints of the run's own configuration.")
  private String where = "";

  @Option(
      names = "--best",
      paramLabel = "NAME",
      description = "Tells the one best point by an objective, or another name.")
  private String best = "";

  @Option(
      names = "--sort",
      paramLabel = "NAME",
      description = "The best by it come first. Default: by the first objective.")
  private String sort = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "2147483647",
      description = "Tells no more points. Default: all.")
  private int limit;

  @Option(
      names = "--all",
      description = "Every candidate that satisfies the condition, on the front or not.")
  private boolean all;

  @Option(
      names = "--plot",
      arity = "0..1",
      paramLabel = "COLUMNS",
      defaultValue = "0",
      fallbackValue = "${env:QUARRY_COLUMNS:-80}",
      description =
          "Draws the points' first two objectives with characters, so many wide. Default: as wide as"
              + " the terminal.")
  private int columns;

  @ArgGroup private Form form = new Form();

  @Spec private CommandSpec spec;

  /** At most one of them. */
  private static final class Form {
    @Option(names = "--json", description = "Prints JSON, on one line.")
    private boolean json;

    @Option(names = "--csv", description = "Prints CSV.")
    private boolean csv;
  }

  FrontCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    FrontQuery query =
        new FrontQuery(
            where, best, sort, limit, all ? FrontQuery.Scope.ALL : FrontQuery.Scope.FRONT);
    FrontAnswer answer = query.answer(runs.stream().map(context.engine()::runs).toList());
    PrintWriter err = spec.commandLine().getErr();
    answer.remarks().forEach(remark -> err.printf("quarry: %s%n", remark));
    if (!answer.isFeasible()) {
      err.printf("quarry: %s%n", answer.miss());
    }
    err.flush();
    print(answer);
    return answer.isFeasible() ? Cli.OK : Cli.INFEASIBLE;
  }

  private void print(FrontAnswer answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (form.json) {
      out.println(answer.json());
    } else if (form.csv) {
      out.print(answer.csv());
    } else if (answer.isFeasible()) {
      out.println(answer.text());
      draw(answer, out);
    }
    out.flush();
  }

  private void draw(FrontAnswer answer, PrintWriter out) {
    if (columns > 0 && answer.axes().size() == 2) {
      Plot plot = new Plot("", answer.axes().get(0), answer.axes().get(1), Plot.Form.ofTerminal());
      out.println(plot.points(answer.plane(), columns));
    }
  }
}
