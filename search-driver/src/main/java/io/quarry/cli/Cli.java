package io.quarry.cli;

import io.quarry.config.CodeVersion;
import io.quarry.objective.Objective;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;
import io.quarry.search.Engine;
import io.quarry.search.Exports;
import io.quarry.search.StoppedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code quarry}: reads the arguments and runs a subcommand. */
public final class Cli {
  /** Everything went well. */
  public static final int OK = 0;

  /** Something failed that is not the user's fault. */
  public static final int BUG = 1;

  /** The arguments, the configuration or a file cannot be used. */
  public static final int BAD_INPUT = 2;

  /** The search is done, and no candidate keeps all constraints. */
  public static final int INFEASIBLE = 3;

  /** A model is not what its card says. */
  public static final int DIFFERS = 4;

  /** Another driver holds the run, or took it over. */
  public static final int HELD = 5;

  /** A scheduled search added nothing to what earlier runs had found. */
  public static final int NOTHING_GAINED = 6;

  /** The user asked to stop. */
  public static final int STOPPED = 130;

  private final Context context;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * A command line.
   *
   * @param engine does the work
   * @param exports writes and verifies models of runs that are there
   * @param objectives those that a configuration may name
   * @param stop whether the user has asked to stop
   * @param out gets what was asked for
   * @param err gets what went wrong, and lines of progress
   */
  public Cli(
      Engine engine,
      Exports exports,
      List<Objective> objectives,
      BooleanSupplier stop,
      PrintWriter out,
      PrintWriter err) {
    this.context = new Context(engine, exports, objectives, stop);
    this.out = Objects.requireNonNull(out, "out");
    this.err = Objects.requireNonNull(err, "err");
  }

  /** Runs what the arguments ask for, and returns the exit code. */
  public int run(String... arguments) {
    return new CommandLine(new Root())
        .addSubcommand(new SearchCommand(context))
        .addSubcommand(new TrainCommand(context))
        .addSubcommand(new ReplayCommand(context))
        .addSubcommand(new SpaceCommand(context))
        .addSubcommand(new AblateCommand(context))
        .addSubcommand(new ProfileCommand(context))
        .addSubcommand(new ExportCommand(context))
        .addSubcommand(new VerifyCommand(context))
        .addSubcommand(new ReportCommand(context))
        .addSubcommand(new FrontCommand(context))
        .addSubcommand(new CompareCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new RunsCommand(context))
        .addSubcommand(new FormatsCommand())
        .addSubcommand(new DoctorCommand(context))
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> report(e))
        .execute(arguments);
  }

  private int report(Exception e) {
    if (e instanceof InputException) {
      err.println("quarry: " + e.getMessage());
      err.flush();
      return BAD_INPUT;
    }
    if (e instanceof StoppedException) {
      err.println("quarry: " + e.getMessage());
      err.flush();
      return STOPPED;
    }
    if (e instanceof HeldException) {
      err.println("quarry: " + e.getMessage());
      err.flush();
      return HELD;
    }
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    err.println("quarry: this is a bug, please report it:");
    err.print(Secrets.redact(trace.toString()));
    err.flush();
    return BUG;
  }

  /** What the commands work with. */
  record Context(Engine engine, Exports exports, List<Objective> objectives, BooleanSupplier stop) {
    Context {
      Objects.requireNonNull(engine, "engine");
      Objects.requireNonNull(exports, "exports");
      objectives = List.copyOf(objectives);
      Objects.requireNonNull(stop, "stop");
    }
  }

  @Command(
      name = "quarry",
      description =
          "Searches for sub-networks of a supernet together with the number format of every layer.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel =
          "search|train|profile|space|replay|ablate|export|verify|report|front|compare|status|runs|formats|doctor",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "  0:done",
        "  1:a bug, or a cluster that failed",
        "  2:arguments, a configuration or a file that cannot be used",
        "  3:no point satisfies the constraints; the nearest miss is told",
        "  4:a verified model is not what it says of itself",
        "  5:another driver holds the run, or took it over; try again later",
        "  6:search.resume=auto, and nothing was gained on what earlier runs had found",
        "130:stopped by Ctrl-C; what was measured is kept"
      },
      footer = {
        "",
        "Options of spark-submit (--master, --conf, --executor-memory, ...) may stand anywhere;",
        "they go to Spark."
      })
  private static final class Root implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(
          spec.commandLine(),
          "A command is missing: search, train, profile, space, replay, ablate, export, verify,"
              + " report, front, compare, status, runs, formats or doctor");
    }
  }

  /** Prints the version of the code. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"quarry " + CodeVersion.text()};
    }
  }
}
