package io.quarry.search;

import io.quarry.config.LatencySettings;
import io.quarry.config.SearchConfig;
import io.quarry.evaluate.Host;
import io.quarry.evaluate.RunIdentity;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.evaluate.WatchedEvaluator;
import io.quarry.objective.Constraint;
import io.quarry.outcome.Timing;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.profile.LatencyProfile;
import io.quarry.report.Confirmed;
import io.quarry.report.Ending;
import io.quarry.report.FrontTable;
import io.quarry.report.NearestMiss;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunProgress;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.TimingStore;
import io.quarry.tactic.Pace;
import io.quarry.tactic.SearchTactic;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Searches that measure into one run's directory. */
final class SearchRun {
  private final Workload workload;
  private final RunIdentity identity;
  private final SparkEvaluator evaluator;
  private final RunDirectory run;
  private final BooleanSupplier stop;
  private final MeasurementStore store;
  private final TimingStore timings;
  private final Latencies latencies;

  /**
   * A run whose supernet is there.
   *
   * @param evaluator stays open; the caller's
   * @param run that this process may write
   * @param reuse others, from which the run takes up what it can when it begins; none: nothing
   */
  SearchRun(
      Workload workload,
      RunIdentity identity,
      SparkEvaluator evaluator,
      RunDirectory run,
      List<Runs> reuse,
      BooleanSupplier stop) {
    this.identity = identity;
    this.evaluator = evaluator;
    this.run = run;
    this.stop = stop;
    this.store =
        MeasurementStore.open(run.measurements(), workload.scored(), SparkEngine::decidesFormats);
    this.timings = TimingStore.open(run.timings());
    reuse.forEach(runs -> new WarmStart(runs, run, workload, identity, store, timings).copy());
    this.latencies = latencies(workload);
    this.workload = withReference(workload);
  }

  /** Of the hosts of the profile that is searched by, where there is one. */
  private Latencies latencies(Workload workload) {
    LatencySettings settings = workload.config().latency();
    Optional<LatencyProfile> profile =
        workload.latencyProfile().stream().findFirst().map(FittedProfile::profile);
    return new Latencies(
        evaluator.timer(
            profile.map(LatencyProfile::hostClass).orElse(settings.hostClass()),
            settings.protocol()),
        timings,
        identity.run(),
        identity.supernetHash(),
        profile.map(LatencyProfile::comparable).orElse(""));
  }

  /** The workload, with all that bounds its hypervolume. */
  Workload workload() {
    return workload;
  }

  /** Bounds the hypervolume of latencies: the largest network in float32. */
  private Workload withReference(Workload unbounded) {
    SearchConfig config = unbounded.config();
    boolean bounded = !config.search().referencePoint().isEmpty();
    if (bounded || !config.objectives().contains(Objectives.LATENCY_MS)) {
      return unbounded;
    }
    Candidate largest = unbounded.largestInFloat32();
    latencies.time(List.of(largest), Timing.Purpose.REFERENCE, stop);
    Timing timing =
        latencies
            .of(largest, Timing.Purpose.REFERENCE)
            .orElseThrow(() -> new StoppedException("Stopped before the first candidate"));
    return unbounded.withReference(Objectives.LATENCY_MS, timing.latency().medianMs());
  }

  /** A search by any tactic for so many evaluations. */
  Search search(
      SearchTactic tactic, int budget, Hypervolume hypervolume, Consumer<SearchProgress> listener) {
    return search(tactic, Limits.evaluations(budget), hypervolume, listener, search -> {});
  }

  private Search search(
      SearchTactic tactic,
      Limits limits,
      Hypervolume hypervolume,
      Consumer<SearchProgress> listener,
      Consumer<Search> pulse) {
    SearchConfig config = workload.config();
    WatchedEvaluator watched = evaluator.watched();
    return new Search(
        tactic,
        watched,
        new RunJournal(store, identity, System::nanoTime),
        limits,
        config.search().batch(),
        new Tally(config.objectives(), config.constraints(), hypervolume),
        completion(),
        at -> {
          watched.reached(at.evaluations(), at.infeasible(), at.frontSize(), at.hypervolume());
          listener.accept(at);
        },
        pulse);
  }

  /** Latencies are predicted where there is a profile, else measured, or of no interest. */
  private Completion completion() {
    Optional<PredictedLatencies> predicted = workload.predictedLatencies();
    if (predicted.isPresent()) {
      return predicted.get();
    }
    return workload.config().isTimed() ? latencies : Completion.none();
  }

  /** The configuration's own search, confirmed and written. */
  SearchResult search(LiveRun live, PhaseClock clock) {
    SearchConfig config = workload.config();
    SortedMap<String, Double> reference = workload.referencePoint();
    Hypervolume hypervolume = Hypervolume.of(workload.canonical(reference));
    try (Progress.Work work = live.start("search", workload.budget())) {
      live.searches();
      Search search =
          search(
              SparkEngine.tactic(
                  workload, new PredictorLog(run::writePredictors, run::writePredictions)),
              Limits.of(config.search(), workload.budget()),
              hypervolume,
              at -> show(at, work),
              one -> beat(live, one, reference, clock));
      ParetoFront searched = clock.time("search", () -> searched(search));
      live.searched(search);
      return confirmed(search, searched, live, reference, clock);
    }
  }

  private ParetoFront searched(Search search) {
    if (workload.config().search().pace() == Pace.ASYNCHRONOUS) {
      search.runContinuously(stop);
    } else {
      search.run(stop);
    }
    search.countTheRest();
    return search.tally().front();
  }

  /** A front that is searched by predictions is told when it has been timed, and not before. */
  private void beat(
      LiveRun live, Search search, SortedMap<String, Double> reference, PhaseClock clock) {
    live.report(workload.config());
    if (workload.latencyProfile().isEmpty()) {
      live.beat(
          search,
          one -> table(one.tally().front(), new TreeMap<>()),
          one -> summary(one, found(one, one.tally().front()), reference, clock, Ending.NOT_YET));
    } else {
      live.beat(search);
    }
  }

  private SearchResult confirmed(
      Search search,
      ParetoFront searched,
      LiveRun live,
      SortedMap<String, Double> reference,
      PhaseClock clock) {
    live.enter("timing", 0);
    MeasuredFront measured = clock.time("timing", () -> measured(search, searched));
    ParetoFront front = measured.front();
    SortedMap<String, Confirmed> confirmed = new TreeMap<>();
    if (stop.getAsBoolean()) {
      run.writeUnconfirmed(table(front, confirmed), live.testErrors());
    } else {
      live.enter("confirmation", front.points().size());
      Confirmation confirmation =
          new Confirmation(workload, evaluator, run, latencies, live.testErrors());
      confirmed.putAll(clock.time("confirmation", () -> confirmation.of(front, stop)));
      run.write(table(front, confirmed));
    }
    Summary summary = summary(search, measured, reference, clock, search.ending());
    run.write(summary);
    live.enter(RunProgress.DONE, 0);
    live.reportTheEnd(workload.config());
    return new SearchResult(table(front, confirmed), summary);
  }

  private FrontTable table(ParetoFront front, SortedMap<String, Confirmed> confirmed) {
    return new FrontTable(
        front, workload.alsoShown(), confirmed, SparkEngine::decidesFormats, workload::complete);
  }

  /** The front with measured latencies alone. */
  private MeasuredFront measured(Search search, ParetoFront searched) {
    return workload
        .predictedLatencies()
        .map(
            predicted ->
                new Shortlisting(predicted, latencies, workload.config())
                    .measured(search.tally().measurements(), searched, stop))
        .orElseGet(() -> found(search, searched));
  }

  private static MeasuredFront found(Search search, ParetoFront front) {
    return new MeasuredFront(front, search.tally().nearestMiss());
  }

  private Summary summary(
      Search search,
      MeasuredFront measured,
      SortedMap<String, Double> reference,
      PhaseClock clock,
      Ending ending) {
    Hypervolume hypervolume = Hypervolume.of(workload.canonical(reference));
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
            at.paid(), at.evaluations() - at.paid(), at.failed(), at.infeasible(), at.reused()),
        workload.config().objectives(),
        constraints.stream().map(Constraint::text).toList(),
        reference,
        hypervolume.volume(measured.front().canonicalValues()),
        measured.front().points().size(),
        latencies.summary(),
        measured.nearestMisses().stream()
            .map(
                miss ->
                    NearestMiss.of(
                        miss, constraints, SparkEngine::decidesFormats, workload::complete))
            .toList(),
        workload.proposals().stream().map(Proposal::learned).toList(),
        search.volumeBefore(),
        ending);
  }

  static void show(SearchProgress at, Progress.Work work) {
    String failed = at.failed() == 0 ? "" : ", %d failed".formatted(at.failed());
    String reused = at.reused() == 0 ? "" : ", %d reused".formatted(at.reused());
    String infeasible = at.infeasible() == 0 ? "" : ", %d infeasible".formatted(at.infeasible());
    work.reach(
        at.evaluations(),
        String.format(
            Locale.ROOT,
            "front %d, hypervolume %.5g%s%s%s",
            at.frontSize(),
            at.hypervolume(),
            reused,
            infeasible,
            failed));
  }
}
