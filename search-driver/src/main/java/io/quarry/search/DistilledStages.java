package io.quarry.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.arch.ElasticStage;
import io.quarry.arch.Shape;
import io.quarry.config.SearchConfig;
import io.quarry.config.Sha256;
import io.quarry.distill.DistillSettings;
import io.quarry.distill.StageDistiller;
import io.quarry.distill.SubStage;
import io.quarry.evaluate.SparkTrainings;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.StageEntry;
import io.quarry.store.StageStore;
import io.quarry.store.TravellingDirectory;
import io.quarry.train.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Distils the stages of a workload's supernet, and times their sub-stages by a latency profile.
 * What was distilled lies beside the runs, known by all that decides it but block type and window,
 * which are in the names of files; so other windows, constraints and hosts pay for nothing twice.
 */
final class DistilledStages implements StageWork {
  private static final int SHORT_HASH = 8;

  /** Tells people, and executors, what the directory is. */
  private static final String MARKER = "distillation.json";

  private final Workload workload;
  private final DistillSettings settings;
  private final Teachers teachers;
  private final Profiled profiled;
  private final Cluster cluster;
  private final Directory directory;
  private final String identity;
  private final List<ElasticStage> stages;
  private final StageLatencies latencies;

  /**
   * Where latencies come from.
   *
   * @param location of the profile
   */
  record Profiled(String location, FittedProfile profile) {}

  /**
   * What distils.
   *
   * @param master for people
   * @param executors opens the session; asked where something is to be distilled
   * @param travel makes a directory one that executors reach
   */
  record Cluster(
      String master,
      Supplier<SparkTrainings> executors,
      Function<Directory, TravellingDirectory> travel) {}

  /**
   * The stages of a workload.
   *
   * @throws InputException when the teacher, the profile or a stage cannot be used
   */
  DistilledStages(
      Workload workload, Runs runs, Teachers teachers, Profiled profiled, Cluster cluster) {
    SearchConfig config = workload.config();
    config.policy().target().requireLatency();
    this.workload = workload;
    this.settings = config.hyperspace().distillation();
    this.teachers = teachers;
    this.profiled = profiled;
    this.cluster = cluster;
    this.stages = StageChoices.of(workload.net(), config.hyperspace().window());
    stages.forEach(StageDistiller::requireDistillable);
    String teacher = teachers.isGiven() ? teachers.found().orElseThrow().hash() : "";
    this.identity =
        String.join("\n", config.renderDistillation(), workload.task().evaluationHash(), teacher);
    this.directory =
        runs.stages()
            .child("%s-%s".formatted(config.name(), Sha256.of(identity).substring(0, SHORT_HASH)));
    this.latencies =
        new StageLatencies(
            workload.net(), config.policy(), profiled.profile().model(), profiled.location());
  }

  @Override
  public StagePlan plan() {
    List<ElasticStage> missing = missing(teacherHash());
    return new StagePlan(
        directory.toString(),
        stages.size(),
        stages.size() - missing.size(),
        missing.isEmpty() ? teachers.describe() + ", needed no more" : teachers.describe(),
        profiled.location(),
        profiled.profile().profile().comparable(),
        cluster.master(),
        figures(this::undistilled));
  }

  @Override
  public StageFigures distilled(Progress progress, BooleanSupplier stop) {
    if (!missing(teacherHash()).isEmpty()) {
      Checkpoint teacher = teachers.trained(progress, stop);
      List<ElasticStage> missing = missing(Optional.of(teacher.hash()));
      if (!missing.isEmpty()) {
        distil(teacher, missing, progress, stop);
      }
    }
    return figures(this::existing);
  }

  /**
   * The hash of the checkpoint that teaches, or of that which taught all that is there; empty where
   * it is to be trained, and nothing tells it.
   */
  private Optional<String> teacherHash() {
    Optional<Checkpoint> found = teachers.found();
    if (found.isPresent()) {
      return Optional.of(found.get().hash());
    }
    Set<String> taught =
        stages.stream()
            .flatMap(stage -> StageTrainings.read(directory, stage).stream())
            .map(entry -> entry.origin().teacherHash())
            .collect(Collectors.toSet());
    return taught.size() == 1 ? taught.stream().findFirst() : Optional.empty();
  }

  private List<ElasticStage> missing(Optional<String> teacherHash) {
    return stages.stream()
        .filter(
            stage ->
                StageTrainings.read(directory, stage)
                    .filter(
                        entry ->
                            teacherHash
                                .filter(hash -> hash.equals(entry.origin().teacherHash()))
                                .isPresent())
                    .isEmpty())
        .toList();
  }

  private void distil(
      Checkpoint teacher, List<ElasticStage> missing, Progress progress, BooleanSupplier stop) {
    directory.create();
    if (!directory.holds(MARKER)) {
      directory.write(MARKER, (workload.config().renderDistillation() + "\n").getBytes(UTF_8));
    }
    // The longest first, so that none of them is left to the end.
    List<ElasticStage> longestFirst =
        missing.stream()
            .sorted(
                Comparator.comparingLong(
                    (ElasticStage stage) -> -stage.network(stage.largest()).macs()))
            .toList();
    StageTrainings trainings =
        new StageTrainings(
            longestFirst,
            workload.task(),
            teacher,
            settings,
            workload.config().seed(),
            cluster.travel().apply(directory),
            MARKER);
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < trainings.count(); i++) {
      steps.add(trainings.steps(i));
    }
    long total = steps.stream().mapToLong(count -> count).sum();
    int before = stages.size() - missing.size();
    Optional<List<String>> failures;
    String what = "%d of %d stages".formatted(missing.size(), stages.size());
    try (Progress.Work work = progress.start("distilling " + what, total)) {
      failures =
          cluster
              .executors()
              .get()
              .run("Distilling " + what, trainings, done -> reach(work, done, steps, before), stop);
    }
    requireDone(failures, missing.size());
  }

  private void reach(Progress.Work work, List<Long> done, List<Long> steps, int before) {
    long ended = 0;
    long sum = 0;
    for (int i = 0; i < steps.size(); i++) {
      ended += done.get(i) >= steps.get(i) ? 1 : 0;
      sum += Math.min(done.get(i), steps.get(i));
    }
    work.reach(sum, "%d of %d are there".formatted(before + ended, stages.size()));
  }

  private void requireDone(Optional<List<String>> told, int count) {
    List<String> failures =
        told
            .orElseThrow(
                () ->
                    new StoppedException(
                        "Stopped while stages were distilled; those that are done are kept in %s"
                            .formatted(directory)))
            .stream()
            .filter(failure -> !failure.isEmpty())
            .toList();
    if (!failures.isEmpty()) {
      throw new InputException(
          "%d of %d stages were not distilled, the others are kept in %s:%n%s"
              .formatted(
                  failures.size(), count, directory, String.join("%n".formatted(), failures)));
    }
  }

  private StageFigures figures(Function<ElasticStage, List<SubStage>> subStages) {
    List<StageFigures.Row> rows = new ArrayList<>();
    for (ElasticStage stage : stages) {
      for (SubStage subStage : subStages.apply(stage)) {
        rows.add(row(stage, subStage));
      }
    }
    return new StageFigures(
        rows,
        latencies.fixedMs(workload.seeds().child("fixed").generator()),
        "%s\n%s\n%d"
            .formatted(
                Sha256.of(identity),
                Sha256.of(profiled.profile().profile().json()),
                workload.config().hyperspace().window()));
  }

  private StageFigures.Row row(ElasticStage stage, SubStage subStage) {
    Shape input = stage.input(subStage.choices());
    return new StageFigures.Row(
        stage.number(),
        stage.type().label(),
        stage.widths(),
        subStage.choices().text(),
        input.channels(),
        input.height(),
        input.width(),
        subStage.int8Loss(),
        subStage.macs(),
        subStage.parameters(),
        latencies.ms(stage, subStage.choices()));
  }

  private List<SubStage> existing(ElasticStage stage) {
    return StageTrainings.read(directory, stage)
        .map(StageEntry::rows)
        .orElseThrow(
            () ->
                new InputException(
                    "%s holds no %s any more"
                        .formatted(
                            directory,
                            StageStore.name(stage.number(), stage.type().label(), stage.widths())),
                    "somebody deleted it; start again, and it is distilled."));
  }

  /** The sub-stages that are to be judged, without what distilling tells. */
  private List<SubStage> undistilled(ElasticStage stage) {
    List<Candidate> drawn = StageTrainings.subStages(stage, settings, workload.config().seed());
    return drawn.stream().map(choices -> new SubStage(choices, 0, 0, 0, 0)).toList();
  }
}
