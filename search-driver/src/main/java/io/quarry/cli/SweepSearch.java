package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.config.TacticSettings;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.SweepTable;
import io.quarry.search.Plan;
import io.quarry.search.Progress;
import io.quarry.search.SearchResult;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;

/** One-shot searches with several targets: a run each, whose supernets are trained side by side. */
final class SweepSearch {
  /** Exit codes from the best to the worst. */
  private static final List<Integer> CODES =
      List.of(Cli.OK, Cli.NOTHING_GAINED, Cli.INFEASIBLE, Cli.HELD, Cli.BAD_INPUT, Cli.BUG);

  private final Cli.Context context;
  private final Runs runs;
  private final List<SearchConfig> configs;
  private final List<String> names;
  private final PrintWriter out;
  private final PrintWriter err;
  private final List<SweepTable.Row> rows = new ArrayList<>();
  private int code = Cli.OK;

  /** What prints a plan. */
  interface Printer {
    void print(Plan plan, SearchConfig config, String location);
  }

  /**
   * Searches of configurations that differ in their targets.
   *
   * @param run what the names of the runs begin with; empty: each has that of its configuration
   */
  SweepSearch(
      Cli.Context context,
      Runs runs,
      List<SearchConfig> configs,
      String run,
      CommandLine commandLine) {
    this.context = context;
    this.runs = runs;
    this.configs = configs;
    this.names =
        configs.stream()
            .map(
                config ->
                    runs.resumed(
                        run.isEmpty() ? Runs.defaultName(config) : name(run, config), config))
            .toList();
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
  }

  /** {@code mine-0.2gbops}: not to be mistaken for the second of {@code mine}. */
  private static String name(String run, SearchConfig config) {
    FliqsSettings settings = settings(config);
    String target = BigDecimal.valueOf(settings.target()).stripTrailingZeros().toPlainString();
    return run + "-" + target + settings.cost().unit().toLowerCase(Locale.ROOT);
  }

  private static FliqsSettings settings(SearchConfig config) {
    return ((TacticSettings.Fliqs) config.search().tactic()).settings();
  }

  /** Looks whether all of them can be, and prints what each is going to do. */
  void plan(Printer printer) {
    List<Plan> plans = configs.stream().map(config -> context.engine().plan(config, runs)).toList();
    for (int i = 0; i < plans.size(); i++) {
      printer.print(plans.get(i), configs.get(i), runs.location(names.get(i)));
    }
  }

  /**
   * Trains and searches, and prints a table of what they came to.
   *
   * @return the worst of their exit codes
   */
  int search(Progress display) {
    List<RunDirectory> directories =
        IntStream.range(0, configs.size())
            .mapToObj(i -> runs.open(names.get(i), configs.get(i)))
            .toList();
    List<String> failures =
        context.engine().trainAll(configs, runs, directories, display, context.stop());
    for (int i = 0; i < configs.size(); i++) {
      List<SweepTable.Found> found = new ArrayList<>();
      if (!failures.get(i).isEmpty()) {
        fail(i, Cli.BAD_INPUT, failures.get(i));
      } else if (!context.stop().getAsBoolean()) {
        found.addAll(searched(i, directories.get(i), display));
      }
      rows.add(new SweepTable.Row(settings(configs.get(i)), runs.location(names.get(i)), found));
    }
    out.printf("%n%s%n%n", new SweepTable(rows).text());
    out.printf(
        "One front of all: quarry front %s%n",
        rows.stream().map(SweepTable.Row::location).collect(Collectors.joining(" ")));
    out.flush();
    return code;
  }

  /** One of them, whose supernet is trained; what it finds, or nothing where it cannot be. */
  private List<SweepTable.Found> searched(int number, RunDirectory directory, Progress display) {
    try {
      SearchResult result =
          context.engine().search(configs.get(number), runs, directory, display, context.stop());
      worsen(SearchCommand.code(result, err));
      return List.of(new SweepTable.Found(result.front(), result.summary()));
    } catch (InputException e) {
      fail(number, Cli.BAD_INPUT, e.getMessage());
    } catch (HeldException e) {
      fail(number, Cli.HELD, e.getMessage());
    }
    return List.of();
  }

  private void fail(int number, int failure, String message) {
    err.printf("quarry: run %s: %s%n", runs.location(names.get(number)), message);
    err.flush();
    worsen(failure);
  }

  private void worsen(int other) {
    code = CODES.indexOf(other) > CODES.indexOf(code) ? other : code;
  }
}
