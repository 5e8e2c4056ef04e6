package io.quarry.search;

import io.quarry.config.CodeVersion;
import io.quarry.config.ConfigFiles;
import io.quarry.config.ExecutionSettings;
import io.quarry.config.Resume;
import io.quarry.config.SearchConfig;
import io.quarry.doctor.Diagnosis;
import io.quarry.doctor.Doctor;
import io.quarry.evaluate.ClusterSurvey;
import io.quarry.evaluate.Endurance;
import io.quarry.evaluate.RunIdentity;
import io.quarry.evaluate.SparkEvaluator;
import io.quarry.evaluate.SparkProfiler;
import io.quarry.evaluate.SparkTrainings;
import io.quarry.evaluate.SupernetScoring;
import io.quarry.onnx.InferenceSession;
import io.quarry.outcome.TimedOn;
import io.quarry.pareto.Hypervolume;
import io.quarry.problem.InputException;
import io.quarry.problem.Secrets;
import io.quarry.profile.LatencyProfile;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.RunProgress;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseTimes;
import io.quarry.store.MeasurementStore;
import io.quarry.store.TravellingDirectory;
import io.quarry.tactic.Goal;
import io.quarry.tactic.PredictorReport;
import io.quarry.tactic.SearchTactic;
import io.quarry.tactic.Surroundings;
import io.quarry.train.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs the commands: training in this process, evaluation on Spark. */
public final class SparkEngine implements Engine {
  /** Standalone clusters start an executor in seconds, YARN and Kubernetes within a minute. */
  private static final Duration PATIENCE_OF_DOCTOR = Duration.ofSeconds(90);

  private final Supplier<JavaSparkContext> spark;
  private final String master;
  private final Configuration hadoop;
  private final Runnable reach;
  private final LeaseTimes leases = LeaseTimes.standard();
  private final RemoteImages images = new RemoteImages(this::at);

  /**
   * An engine.
   *
   * @param master of the session, for people
   * @param hadoop settings of file systems
   * @param spark opens the session, or gives the open one; asked when there is something to
   *     evaluate
   */
  public SparkEngine(String master, Configuration hadoop, Supplier<JavaSparkContext> spark) {
    this(master, hadoop, spark, () -> {});
  }

  /**
   * The same where the session is not open yet.
   *
   * @param reach refuses a master that does not answer, before there is work for it
   */
  public SparkEngine(
      String master, Configuration hadoop, Supplier<JavaSparkContext> spark, Runnable reach) {
    this.master = Secrets.redact(master);
    this.hadoop = hadoop;
    this.spark = spark;
    this.reach = reach;
  }

  @Override
  public Runs runs(String location) {
    requireLasting(location);
    return new Runs(at(location), Objectives.ALL);
  }

  /** A driver that a cluster runs has a working directory of its own, which ends with it. */
  private static void requireLasting(String location) {
    SparkConf conf = new SparkConf();
    boolean elsewhere =
        conf.get("spark.submit.deployMode", "client").equals("cluster")
            || conf.getBoolean("spark.kubernetes.submitInDriver", false);
    if (elsewhere && !location.startsWith("/") && !location.contains(":")) {
      throw new InputException(
          "--runs %s lies in the driver's working directory, which the cluster deletes"
              .formatted(location),
          "a location that stays is meant: --runs hdfs:///runs.");
    }
  }

  @Override
  public ConfigFiles files() {
    return new StoredFiles(this::at);
  }

  @Override
  public Plan plan(SearchConfig config, Runs runs) {
    Workload workload = load(config);
    MeasurementStore.requireColumns(workload.scored());
    OneShot.requireReachable(workload);
    return new Plan(
        config.declaredSpace(), workload.space(), supernets(runs).describe(config), master);
  }

  @Override
  public String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop) {
    Supernets supernets = supernets(runs);
    supernets.trained(images.workload(config), progress, stop);
    return supernets.location(config);
  }

  @Override
  public List<String> trainAll(
      List<SearchConfig> configs,
      Runs runs,
      List<RunDirectory> directories,
      Progress progress,
      BooleanSupplier stop) {
    reach.run();
    Workload workload = images.workload(configs.get(0));
    TravellingDirectory there = TravellingDirectory.of(runs.directory(), hadoop);
    Sweep sweep = new Sweep(configs, workload, runs, there, () -> new SparkTrainings(spark.get()));
    try (SweepProgress held = new SweepProgress(directories, configs, progress, leases, stop)) {
      return sweep.train(supernets(runs), held, stop);
    }
  }

  @Override
  public SearchResult search(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    reach.run();
    PhaseClock clock = new PhaseClock();
    try (Lease lease = run.lease(leases)) {
      RunDirectory held = held(run, lease, config, stop);
      LiveRun live = new LiveRun(held, progress, System::nanoTime);
      BooleanSupplier ends = ends(lease, stop);
      Workload workload = clock.time("data", () -> load(config));
      OneShot.requireReachable(workload);
      Checkpoint checkpoint =
          clock.time("training", () -> supernets(runs).trained(workload, live, ends));
      Workload proposed = OneShot.proposing(workload, checkpoint, held::writeController);
      RunIdentity identity = identity(workload, checkpoint, run);
      SupernetScoring scoring = scoring(workload, checkpoint);
      List<Runs> reuse = config.search().resume() == Resume.AUTO ? List.of(runs) : List.of();
      try (SparkEvaluator evaluator =
          new SparkEvaluator(
              clock.time("spark", spark), scoring, identity, workload.seeds(), endurance(config))) {
        return new SearchRun(proposed, identity, evaluator, held, reuse, ends).search(live, clock);
      }
    }
  }

  /** The run's directory as its driver writes it: under a lease, and patiently. */
  private RunDirectory held(
      RunDirectory run, Lease lease, SearchConfig config, BooleanSupplier stop) {
    RunDirectory held = run.guarded(new PatientWrites(lease, stop, leases));
    held.write(config);
    return held;
  }

  /** Also ends with an error when the lease was lost: whatever is measured could not be stored. */
  private static BooleanSupplier ends(Lease lease, BooleanSupplier stop) {
    return () -> {
      lease.requireNotSeenLost();
      return stop.getAsBoolean();
    };
  }

  private Supernets supernets(Runs runs) {
    return new Supernets(runs, leases);
  }

  @Override
  public ProfileResult profile(
      SearchConfig config,
      Runs runs,
      String hostClass,
      int networks,
      String location,
      Progress progress,
      BooleanSupplier stop) {
    reach.run();
    Workload workload = images.workload(config);
    ProfileFile file =
        location.isEmpty()
            ? new ProfileFile(runs.profiles(), hostClass + ".json")
            : profileAt(location);
    Checkpoint untrained = Supernets.untrained(workload);
    try (SparkProfiler profiler =
            new SparkProfiler(
                spark.get(), workload.scorer(untrained), hostClass, config.latency().protocol());
        Progress.Work work = progress.start("profile", networks)) {
      return new ProfileRun(
              workload.space(),
              workload.uniformCandidates().stream().distinct().toList(),
              workload::kernels,
              profiler,
              workload.seeds().child("profile"),
              networks,
              file.toString(),
              file::write)
          .run(work, stop);
    }
  }

  @Override
  public StageWork stages(SearchConfig config, Runs runs) {
    ProfileFile file = profileOf(config, runs);
    LatencyProfile profile = file.read();
    profile.requireComparable(file.toString(), expected(config));
    Workload workload = images.workload(config);
    return new DistilledStages(
        workload,
        runs,
        new Teachers(workload, supernets(runs), this::at),
        new DistilledStages.Profiled(file.toString(), FittedProfile.of(profile)),
        new DistilledStages.Cluster(
            master,
            () -> {
              reach.run();
              return new SparkTrainings(spark.get());
            },
            directory -> TravellingDirectory.of(directory, hadoop)));
  }

  /** The profile that a configuration names, else that of its class of hosts. */
  private ProfileFile profileOf(SearchConfig config, Runs runs) {
    if (!config.latency().profile().isEmpty()) {
      return profileAt(config.latency().profile());
    }
    String hostClass = config.latency().hostClass();
    ProfileFile file = new ProfileFile(runs.profiles(), hostClass + ".json");
    if (!file.isThere()) {
      throw new InputException(
          "There is no latency profile %s".formatted(file),
          "make one: quarry profile CONF --host-class %s --runs %s."
              .formatted(hostClass, runs.directory()));
    }
    return file;
  }

  /** The workload of a configuration, with its latency profile where it names one. */
  private Workload load(SearchConfig config) {
    Workload workload = images.workload(config);
    String location = config.latency().profile();
    if (!config.isTimed() || location.isEmpty()) {
      return workload;
    }
    LatencyProfile profile = profileAt(location).read();
    profile.requireComparable(location, expected(config));
    Workload predicted = workload.predictedBy(FittedProfile.of(profile));
    predicted
        .predictedLatencies()
        .orElseThrow()
        .requireKnown(location, predicted.uniformCandidates());
    return predicted;
  }

  private Directory at(String location) {
    return Directory.of(location, hadoop);
  }

  private ProfileFile profileAt(String location) {
    Directory file = at(location);
    return new ProfileFile(file.parent(), file.name());
  }

  /** What a configuration says of the hosts that will time; their processor is seen there. */
  private static TimedOn expected(SearchConfig config) {
    return new TimedOn(
        config.latency().hostClass(),
        "",
        "",
        InferenceSession.runtime(),
        config.latency().protocol().batch(),
        config.latency().protocol().threads(),
        0,
        Instant.EPOCH);
  }

  @Override
  public AblationResult ablate(
      SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
    AblationPlan plan = AblationPlan.of(config);
    reach.run();
    try (Lease lease = run.lease(leases)) {
      RunDirectory held = held(run, lease, config, stop);
      LiveRun live = new LiveRun(held, progress, System::nanoTime);
      BooleanSupplier ends = ends(lease, stop);
      // Whatever profile there is: the fronts that are compared hold measured latencies alone.
      Workload workload = images.workload(config);
      Checkpoint checkpoint = supernets(runs).trained(workload, live, ends);
      RunIdentity identity = identity(workload, checkpoint, run);
      try (SparkEvaluator evaluator =
          new SparkEvaluator(
              spark.get(),
              scoring(workload, checkpoint),
              identity,
              workload.seeds(),
              endurance(config))) {
        SearchRun all = new SearchRun(workload, identity, evaluator, held, List.of(), ends);
        Workload bounded = all.workload();
        Hypervolume hypervolume = Hypervolume.of(bounded.canonical(bounded.referencePoint()));
        Ablation.Searches searches =
            (tactic, budget, listener) -> all.search(tactic, budget, hypervolume, listener);
        AblationResult result = new Ablation(bounded, plan, searches, live, ends).run();
        held.write(result.table());
        live.enter(RunProgress.DONE, 0);
        return result;
      }
    }
  }

  @Override
  public Diagnosis diagnose(SearchConfig config, Runs runs) {
    return Doctor.examine(
        master,
        () -> images.workload(config).needs(),
        runs.directory(),
        needs -> new ClusterSurvey(spark.get(), PATIENCE_OF_DOCTOR).survey(needs.timingThreads()));
  }

  private static RunIdentity identity(Workload workload, Checkpoint checkpoint, RunDirectory run) {
    return new RunIdentity(
        run.name(),
        workload.config().hash(),
        checkpoint.hash(),
        workload.task().evaluationHash(),
        CodeVersion.text());
  }

  private static Endurance endurance(SearchConfig config) {
    ExecutionSettings execution = config.execution();
    long timeoutMs = Math.max(1, Math.round(execution.candidateTimeoutSeconds() * 1e3));
    return new Endurance(Duration.ofMillis(timeoutMs), execution.executorLosses());
  }

  private static SupernetScoring scoring(Workload workload, Checkpoint checkpoint) {
    return new SupernetScoring(
        workload.scorer(checkpoint), workload.config().newCustomObjectives());
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
        workload.proposed(),
        new Surroundings(workload.knownCosts(), UnaryOperator.identity(), reports));
  }

  static boolean decidesFormats(String decision) {
    return Policy.isDecision(decision);
  }
}
