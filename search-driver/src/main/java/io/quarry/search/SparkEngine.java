package io.quarry.search;

import io.quarry.config.CodeVersion;
import io.quarry.config.SearchConfig;
import io.quarry.evaluate.Finalist;
import io.quarry.evaluate.Host;
import io.quarry.evaluate.RunIdentity;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.evaluate.SupernetScoring;
import io.quarry.objective.Constraint;
import io.quarry.outcome.Measurement;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.quantize.Policy;
import io.quarry.report.FrontTable;
import io.quarry.report.NearestMiss;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.tactic.Goal;
import io.quarry.tactic.Pace;
import io.quarry.tactic.PredictorReport;
import io.quarry.tactic.SearchTactic;
import io.quarry.tactic.Surroundings;
import io.quarry.train.Checkpoint;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs the commands: training in this process, evaluation on Spark. */
public final class SparkEngine implements Engine {
  private final Supplier<JavaSparkContext> spark;
  private final String master;
  private final Configuration hadoop;

  /**
   * An engine.
   *
   * @param master of the session, for people
   * @param hadoop settings of file systems
   * @param spark opens the session, or gives the open one; asked when there is something to
   *     evaluate
   */
  public SparkEngine(String master, Configuration hadoop, Supplier<JavaSparkContext> spark) {
    this.master = master;
    this.hadoop = hadoop;
    this.spark = spark;
  }

  @Override
  public Runs runs(String location) {
    return new Runs(Directory.of(location, hadoop), Objectives.ALL);
  }

  @Override
  public Plan plan(SearchConfig config, Runs runs) {
    Workload workload = Workload.load(config);
    MeasurementStore.requireColumns(workload.measured());
    return new Plan(
        config.declaredSpace(), workload.space(), new Supernets(runs).describe(config), master);
  }

  @Override
  public String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop) {
    Supernets supernets = new Supernets(runs);
    supernets.trained(Workload.load(config), progress, stop);
    return supernets.location(config);
  }

  @Override
  public SearchResult search(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    PhaseClock clock = new PhaseClock();
    Workload workload = clock.time("data", () -> Workload.load(config));
    Checkpoint checkpoint =
        clock.time("training", () -> new Supernets(runs).trained(workload, progress, stop));
    RunIdentity identity = identity(workload, checkpoint, run);
    SupernetScoring scoring = scoring(workload, checkpoint);
    try (SparkEvaluator evaluator =
        new SparkEvaluator(clock.time("spark", spark), scoring, identity, workload.seeds())) {
      return search(workload, identity, evaluator, run, progress, stop, clock);
    }
  }

  @Override
  public AblationResult ablate(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    AblationPlan plan = AblationPlan.of(config);
    Workload workload = Workload.load(config);
    Checkpoint checkpoint = new Supernets(runs).trained(workload, progress, stop);
    RunIdentity identity = identity(workload, checkpoint, run);
    Hypervolume hypervolume = Hypervolume.of(workload.canonical(workload.referencePoint()));
    try (SparkEvaluator evaluator =
        new SparkEvaluator(
            spark.get(), scoring(workload, checkpoint), identity, workload.seeds())) {
      Ablation.Searches searches =
          (tactic, budget, listener) ->
              search(workload, identity, evaluator, run, tactic, budget, hypervolume, listener);
      AblationResult result = new Ablation(workload, plan, searches, progress, stop).run();
      run.write(result.table());
      return result;
    }
  }

  private static RunIdentity identity(Workload workload, Checkpoint checkpoint, RunDirectory run) {
    return new RunIdentity(
        run.name(),
        workload.config().hash(),
        checkpoint.hash(),
        workload.task().evaluationHash(),
        CodeVersion.text());
  }

  private static SupernetScoring scoring(Workload workload, Checkpoint checkpoint) {
    return new SupernetScoring(
        workload.scorer(checkpoint), workload.config().newCustomObjectives());
  }

  private static SearchResult search(
      Workload workload,
      RunIdentity identity,
      SparkEvaluator evaluator,
      RunDirectory run,
      Progress progress,
      BooleanSupplier stop,
      PhaseClock clock) {
    SortedMap<String, Double> reference = workload.referencePoint();
    Hypervolume hypervolume = Hypervolume.of(workload.canonical(reference));
    int budget = workload.config().search().evaluations();
    try (Progress.Work work = progress.start("search", budget)) {
      SearchTactic tactic = tactic(workload, new PredictorLog(run::writePredictors));
      Search search =
          search(
              workload,
              identity,
              evaluator,
              run,
              tactic,
              budget,
              hypervolume,
              at -> show(at, work));
      ParetoFront front =
          clock.time(
              "search",
              () ->
                  workload.config().search().pace() == Pace.ASYNCHRONOUS
                      ? search.runContinuously(stop)
                      : search.run(stop));
      SortedMap<String, Double> testErrors =
          stop.getAsBoolean()
              ? new TreeMap<>()
              : clock.time("confirmation", () -> confirm(workload, evaluator, front, run));
      FrontTable table =
          new FrontTable(front, workload.alsoShown(), testErrors, SparkEngine::decidesFormats);
      Summary summary = summary(workload, identity, search, reference, clock);
      run.write(table);
      run.write(summary);
      return new SearchResult(table, summary);
    }
  }

  private static Search search(
      Workload workload,
      RunIdentity identity,
      SparkEvaluator evaluator,
      RunDirectory run,
      SearchTactic tactic,
      int budget,
      Hypervolume hypervolume,
      Consumer<SearchProgress> listener) {
    SearchConfig config = workload.config();
    MeasurementStore store =
        MeasurementStore.open(run.measurements(), workload.measured(), SparkEngine::decidesFormats);
    return new Search(
        tactic,
        evaluator,
        store,
        identity,
        budget,
        config.search().batch(),
        config.objectives(),
        config.constraints(),
        hypervolume,
        listener);
  }

  /** The tactic of a configuration's own search. */
  static SearchTactic tactic(Workload workload, Consumer<PredictorReport> reports) {
    SearchConfig config = workload.config();
    List<Double> reference =
        Arrays.stream(workload.canonical(workload.referencePoint())).boxed().toList();
    return Tactics.of(
        config.search().tactic(),
        config.search().pace(),
        workload.space(),
        new Goal(config.objectives(), config.constraints(), reference),
        workload.seeds(),
        workload.uniformCandidates(),
        new Surroundings(workload.knownCosts(), UnaryOperator.identity(), reports));
  }

  /** Exports each point that has no model yet, and finds its error on the test split. */
  private static SortedMap<String, Double> confirm(
      Workload workload, SparkEvaluator evaluator, ParetoFront front, RunDirectory run) {
    SortedMap<String, Double> before = run.confirmed();
    SortedMap<String, Double> testErrors = new TreeMap<>();
    Map<Candidate, Measurement> missing = new LinkedHashMap<>();
    for (Measurement point : front.points()) {
      String key = point.candidate().key();
      if (before.containsKey(key)) {
        testErrors.put(key, before.get(key));
      } else {
        missing.put(point.candidate(), point);
      }
    }
    Cards cards = new Cards(workload);
    for (Finalist finalist :
        evaluator.confirm(List.copyOf(missing.keySet()), workload.task().test())) {
      Measurement point = missing.get(finalist.candidate());
      String key = finalist.candidate().key();
      run.writeModel(key, cards.file(point, finalist.testErrorPercent(), finalist.model()).bytes());
      testErrors.put(key, finalist.testErrorPercent());
    }
    return testErrors;
  }

  private static Summary summary(
      Workload workload,
      RunIdentity identity,
      Search search,
      SortedMap<String, Double> reference,
      PhaseClock clock) {
    SearchProgress at = search.progress();
    List<Constraint> constraints = workload.config().constraints();
    Host host = Host.current();
    return new Summary(
        identity.run(),
        workload.config().seed(),
        identity.codeVersion(),
        workload.space().size(),
        identity.configurationHash(),
        identity.supernetHash(),
        identity.dataHash(),
        host.name(),
        host.cpu(),
        clock.seconds(),
        new Summary.Evaluations(
            at.paid(), at.evaluations() - at.paid(), at.failed(), at.infeasible()),
        workload.config().objectives(),
        constraints.stream().map(Constraint::text).toList(),
        reference,
        at.hypervolume(),
        at.frontSize(),
        search.nearestMiss().stream()
            .map(miss -> NearestMiss.of(miss, constraints, SparkEngine::decidesFormats))
            .toList());
  }

  static void show(SearchProgress at, Progress.Work work) {
    String failed = at.failed() == 0 ? "" : ", %d failed".formatted(at.failed());
    String infeasible = at.infeasible() == 0 ? "" : ", %d infeasible".formatted(at.infeasible());
    work.reach(
        at.evaluations(),
        String.format(
            Locale.ROOT,
            "front %d, hypervolume %.5g%s%s",
            at.frontSize(),
            at.hypervolume(),
            infeasible,
            failed));
  }

  private static boolean decidesFormats(String decision) {
    return Policy.isDecision(decision);
  }
}
