package io.quarry.cli;

import io.quarry.config.SearchConfig;
import io.quarry.config.TacticSettings;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.pareto.ParetoFront;
import io.quarry.quantize.Target;
import io.quarry.query.Progression;
import io.quarry.report.NearestMiss;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.SpaceTable;
import io.quarry.report.Summary;
import io.quarry.search.Plan;
import io.quarry.search.SearchResult;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    footer = {
      "",
      "Several targets, --set 'fliqs.target.gbops=[0.2,0.4]', are a run each, whose supernets are",
      "trained side by side, a Spark task each of spark.task.cpus cores and as many threads; what",
      "--runs names has to be reached by all hosts.",
      "",
      "policy.target=NAME proposes only formats that are legal there: any (the default), packed,",
      "x86-avx2, x86-vnni, or the path of a description of your own that ends in .conf."
    },
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
          "The run's directory in --runs. Default: the configuration's name and its hash's beginning."
              + " search.resume=auto and fresh go on to NAME-2, NAME-3, ... Of several targets"
              + " NAME-0.2gbops, ...")
  private String run = "";

  @Option(names = "--dry-run", description = "Prints the plan and does nothing.")
  private boolean dryRun;

  @Option(
      names = "--print-space",
      description =
          "Prints every decision with its values and conditions after the plan: what space.restrict"
              + " may name.")
  private boolean printSpace;

  @Option(
      names = "--plot",
      paramLabel = "COLUMNS",
      defaultValue = "${env:QUARRY_COLUMNS:-0}",
      description =
          "Draws the front and the hypervolume with characters, so many wide; 0: not at all."
              + " Default: as wide as the terminal, where there is one.")
  private int columns;

  @Spec private CommandSpec spec;

  SearchCommand(Cli.Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<SearchConfig> configs = options.loadAll(context);
    Runs runs = context.engine().runs(options.runs());
    if (configs.size() > 1) {
      SweepSearch sweep = new SweepSearch(context, runs, configs, run, spec.commandLine());
      sweep.plan((plan, config, location) -> print(plan, config, location, out));
      return dryRun ? Cli.OK : sweep.search(options.display());
    }
    SearchConfig config = configs.get(0);
    // Before the directory is made: a plan that cannot be leaves nothing behind.
    Plan plan = context.engine().plan(config, runs);
    String name = runs.resumed(run.isEmpty() ? Runs.defaultName(config) : run, config);
    if (!dryRun) {
      return search(config, runs, runs.open(name, config), plan);
    }
    print(plan, config, runs.location(name), out);
    return Cli.OK;
  }

  private int search(SearchConfig config, Runs runs, RunDirectory directory, Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    print(plan, config, runs.location(directory.name()), out);
    SearchResult result =
        context.engine().search(config, runs, directory, options.display(), context.stop());
    print(result, directory, out);
    draw(result, runs.location(directory.name()));
    return code(result, spec.commandLine().getErr());
  }

  /** The exit code of a result, whose reason is told. */
  static int code(SearchResult result, PrintWriter err) {
    if (isHopeless(result, err)) {
      return Cli.BUG;
    }
    if (isInfeasible(result, err)) {
      return Cli.INFEASIBLE;
    }
    return result.summary().gainedNothing() ? Cli.NOTHING_GAINED : Cli.OK;
  }

  /** The first two objectives of the front, and how its hypervolume grew. */
  private void draw(SearchResult result, String location) {
    ParetoFront front = result.front().front();
    if (columns == 0 || front.points().isEmpty() || front.objectives().size() < 2) {
      return;
    }
    Plot.Form form = Plot.Form.ofTerminal();
    List<Objective> axes = front.objectives().subList(0, 2);
    List<double[]> points =
        front.points().stream()
            .map(one -> axes.stream().mapToDouble(one.scores()::of).toArray())
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%n%s%n%n",
        new Plot("The front", axes.get(0).name(), axes.get(1).name(), form)
            .points(points, columns));
    List<double[]> steps =
        Progression.of(context.engine().runs(location), result.summary().referencePoint()).steps();
    out.printf(
        "%s%n", new Plot("Its growth", "evaluations", "hypervolume", form).stairs(steps, columns));
    out.flush();
  }

  private void print(Plan plan, SearchConfig config, String location, PrintWriter out) {
    out.printf("run          %s%n", location);
    print(plan, config, out);
    if (printSpace) {
      out.printf("%s%n%n", new SpaceTable(plan.declared(), plan.space()).text());
      printTies(config, out);
      out.flush();
      printSpace = false; // Searches with several targets have the same.
    }
  }

  /** Which layers have no decision in the table, and why. */
  private static void printTies(SearchConfig config, PrintWriter out) {
    Map<String, String> leaders = config.ties().leaders();
    if (!leaders.isEmpty()) {
      out.printf("Target %s wants equal formats in:%n", config.policy().target().name());
      leaders.forEach((tied, leader) -> out.printf("  %s, as %s decides%n", tied, leader));
      out.printf("%n");
    }
  }

  /** Something was measured, and nothing keeps all constraints. */
  private static boolean isInfeasible(SearchResult result, PrintWriter err) {
    List<NearestMiss> misses = result.summary().nearestMiss();
    if (!misses.isEmpty()) {
      err.printf("quarry: no point satisfies the constraints; %s%n", misses.get(0).text());
      err.flush();
    }
    return !misses.isEmpty();
  }

  /** Every candidate failed: there is a front, and it is empty. */
  private static boolean isHopeless(SearchResult result, PrintWriter err) {
    int failed = result.summary().evaluations().failed();
    int infeasible = result.summary().evaluations().infeasible();
    boolean hopeless = failed > 0 && infeasible == 0 && result.front().front().points().isEmpty();
    if (hopeless) {
      err.printf("quarry: all %d candidates failed; measurements/ holds the causes%n", failed);
      err.flush();
    }
    return hopeless;
  }

  /** What is going to be done. */
  static void print(Plan plan, SearchConfig config, PrintWriter out) {
    out.printf("space        %s candidates%n", text(plan.space().size()));
    if (!plan.space().equals(plan.declared())) {
      out.printf("restricted   from %s candidates%n", text(plan.declared().size()));
    }
    Target target = config.policy().target();
    if (!target.equals(Target.any())) {
      out.printf("target       %s: %s%n", target.name(), target.description());
    }
    String kind = config.search().tactic().kind();
    if (config.mostEvaluations() < config.search().evaluations()) {
      out.printf("evaluations  %d at most, by %s%n", config.mostEvaluations(), kind);
    } else {
      out.printf(
          "evaluations  %d, by %s in batches of %d%n",
          config.search().evaluations(), kind, config.search().batch());
    }
    if (config.search().tactic() instanceof TacticSettings.Fliqs fliqs) {
      out.printf("controller   %s%n", fliqs.settings().goal());
    }
    out.printf(
        "objectives   %s%n",
        config.objectives().stream().map(Objective::name).collect(Collectors.joining(", ")));
    if (!config.constraints().isEmpty()) {
      out.printf(
          "constraints  %s%n",
          config.constraints().stream().map(Constraint::text).collect(Collectors.joining(", ")));
    }
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
        "front size %d, hypervolume %.6g; %d evaluations paid, %d from the store%s, %d failed%s%n",
        summary.frontSize(),
        summary.hypervolume(),
        summary.evaluations().paid(),
        summary.evaluations().fromStore(),
        summary.evaluations().reused() == 0
            ? ""
            : ", %d of other runs".formatted(summary.evaluations().reused()),
        summary.evaluations().failed(),
        summary.constraints().isEmpty()
            ? ""
            : ", %d infeasible".formatted(summary.evaluations().infeasible()));
    for (Summary.Timed timed : summary.timed()) {
      out.printf(
          "%d timings on %s; %d of them unsteady%n", timed.models(), timed.on(), timed.unsteady());
    }
    summary.learned().forEach(learned -> out.printf("controller: %s%n", learned.text()));
    if (summary.gainedNothing()) {
      out.printf("nothing gained on what earlier runs had found%n");
    }
    out.printf("%s%n", directory.directory());
    out.printf("ended: %s%n", summary.ended().reason());
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
