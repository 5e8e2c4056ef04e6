package io.quarry.search;

import io.quarry.arch.ElasticStage;
import io.quarry.arch.Shape;
import io.quarry.config.CodeVersion;
import io.quarry.data.Task;
import io.quarry.distill.DistillListener;
import io.quarry.distill.DistillSettings;
import io.quarry.distill.StageDistiller;
import io.quarry.distill.SubStage;
import io.quarry.evaluate.Host;
import io.quarry.evaluate.Trainings;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseTimes;
import io.quarry.store.StageEntry;
import io.quarry.store.StageStore;
import io.quarry.store.TravellingDirectory;
import io.quarry.train.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages that are distilled on executors, each under a lease of its own, into one directory.
 *
 * @param stages to distil
 * @param task the images
 * @param teacher whose largest network teaches
 * @param settings how they are distilled
 * @param seed of the run
 * @param there the directory, which executors have to reach
 * @param marker a file that it holds
 */
record StageTrainings(
    List<ElasticStage> stages,
    Task task,
    Checkpoint teacher,
    DistillSettings settings,
    long seed,
    TravellingDirectory there,
    String marker)
    implements Trainings {
  private static final Logger LOG = LoggerFactory.getLogger(StageTrainings.class);

  StageTrainings {
    stages = List.copyOf(stages);
  }

  @Override
  public int count() {
    return stages.size();
  }

  /** How many steps one of them has, judgements included. */
  long steps(int number) {
    int subStages = subStages(stages.get(number), settings, seed).size();
    return (long) settings.steps(task.train().count()) + subStages;
  }

  /** The sub-stages that are judged of a stage. */
  static List<Candidate> subStages(ElasticStage stage, DistillSettings settings, long seed) {
    return StageDistiller.draw(stage, settings.rows(), new Seeds(seed));
  }

  /** What a stage was found to be; empty where it was not distilled. */
  static Optional<StageEntry> read(Directory directory, ElasticStage stage) {
    return StageStore.open(directory).read(stage.number(), stage.type().label(), stage.widths());
  }

  @Override
  public String train(int number, int threads, LongConsumer reached, BooleanSupplier stop) {
    ElasticStage stage = stages.get(number);
    String name = StageStore.name(stage.number(), stage.type().label(), stage.widths());
    try {
      Directory directory = there.arrived();
      requireReached(directory);
      LeaseTimes times = LeaseTimes.standard();
      Optional<Lease> lease =
          Lease.await(
              directory,
              name,
              "%s/%s".formatted(directory, name),
              times,
              stop,
              holder -> LOG.warn("Waits for {}, which is distilled by {}", name, holder.text()));
      if (lease.isPresent()) {
        try (Lease held = lease.get()) {
          Directory guarded = directory.guarded(new PatientWrites(held, stop, times));
          distil(stage, guarded, threads, reached, stop);
          reached.accept(steps(number));
        }
      }
      return "";
    } catch (InputException | HeldException e) {
      return "%s: %s".formatted(name, e.getMessage());
    }
  }

  private void requireReached(Directory directory) {
    if (!directory.holds(marker)) {
      throw new InputException(
          "The executor on %s does not see %s/%s, which was written"
              .formatted(Host.current().name(), directory, marker),
          "--runs has to name what all hosts reach: hdfs:, s3a:, or a file system that they share.");
    }
  }

  /** Nothing where another driver, or a task before this one, has done it. */
  private void distil(
      ElasticStage stage,
      Directory directory,
      int threads,
      LongConsumer reached,
      BooleanSupplier stop) {
    boolean isThere =
        read(directory, stage)
            .filter(entry -> entry.origin().teacherHash().equals(teacher.hash()))
            .isPresent();
    if (isThere) {
      return;
    }
    Instant start = Instant.now();
    Optional<List<SubStage>> rows =
        new StageDistiller(teacher, task, settings, new Seeds(seed), threads)
            .distill(stage, listener(reached, stop));
    if (rows.isPresent()) {
      StageStore.open(directory).write(entry(stage, rows.get(), start));
    }
  }

  private StageEntry entry(ElasticStage stage, List<SubStage> rows, Instant start) {
    Host host = Host.current();
    long durationMs = Instant.now().toEpochMilli() - start.toEpochMilli();
    Shape input = stage.input(rows.get(0).choices());
    return new StageEntry(
        stage.number(),
        stage.type().label(),
        stage.widths(),
        input.height(),
        input.width(),
        rows,
        new StageEntry.Origin(
            teacher.hash(), CodeVersion.text(), host.name(), host.cpu(), start, durationMs));
  }

  private static DistillListener listener(LongConsumer reached, BooleanSupplier stop) {
    return new DistillListener() {
      @Override
      public void advanced(int done, int total, double loss) {
        reached.accept(done);
      }

      @Override
      public boolean stopRequested() {
        return stop.getAsBoolean();
      }
    };
  }
}
