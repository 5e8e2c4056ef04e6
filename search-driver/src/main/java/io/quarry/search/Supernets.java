package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.store.Directory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseTimes;
import io.quarry.train.Checkpoint;
import io.quarry.train.Trainer;
import io.quarry.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints beside the runs: found, resumed or trained. They are shared: of several drivers
 * that need the same one the first trains it, and the others wait for it.
 */
final class Supernets {
  private static final Logger LOG = LoggerFactory.getLogger(Supernets.class);

  private final Runs runs;
  private final LeaseTimes leases;

  Supernets(Runs runs) {
    this(runs, LeaseTimes.standard());
  }

  Supernets(Runs runs, LeaseTimes leases) {
    this.runs = runs;
    this.leases = leases;
  }

  /** Where the checkpoint of a configuration's supernet is, or will be. */
  String location(SearchConfig config) {
    return "%s/%s".formatted(runs.supernets(), Runs.supernetFile(config));
  }

  /** Whether the checkpoint is there, perhaps of a training that has not come to its end. */
  boolean holds(SearchConfig config) {
    return runs.supernets().holds(Runs.supernetFile(config));
  }

  /** Whether the checkpoint is there, of a training that came to its end. */
  boolean isComplete(SearchConfig config) {
    return find(config).filter(checkpoint -> checkpoint.header().complete()).isPresent();
  }

  /** For people: where the checkpoint is, or that it has to be trained. */
  String describe(SearchConfig config) {
    return location(config) + (holds(config) ? "" : " (to be trained)");
  }

  /**
   * The trained supernet of a workload.
   *
   * @param stop asked after each training step; once true, what is resumable is written
   * @throws StoppedException when training was stopped, or waiting for that of another driver
   */
  Checkpoint trained(Workload workload, Progress progress, BooleanSupplier stop) {
    SearchConfig config = workload.config();
    Optional<Checkpoint> found = find(config).filter(one -> one.header().complete());
    if (found.isPresent()) {
      requireSame(found.get(), workload);
      return found.get();
    }
    // A one-shot search trains on from the supernet that its recipe makes.
    List<Checkpoint> base =
        workload.oneShot().isPresent()
            ? List.of(trained(workload.beforeOneShot(), progress, stop))
            : List.of();
    runs.supernets().create();
    Optional<Lease> lease =
        Lease.await(
            runs.supernets(),
            Runs.leaseOf(Runs.supernetFile(config)),
            "supernet %s".formatted(location(config)),
            leases,
            stop,
            holder ->
                LOG.warn("Waits for supernet {}, trained by {}", location(config), holder.text()));
    if (lease.isEmpty()) {
      throw new StoppedException(
          "Stopped while another driver trains supernet %s".formatted(location(config)));
    }
    try (Lease held = lease.get()) {
      return new Supernets(
              new Runs(
                  runs.directory().guarded(new PatientWrites(held, stop, leases)), runs.known()),
              leases)
          .trainedAlone(workload, base, progress, stop);
    }
  }

  /** The same while no other driver trains it. */
  private Checkpoint trainedAlone(
      Workload workload, List<Checkpoint> base, Progress progress, BooleanSupplier stop) {
    SearchConfig config = workload.config();
    Optional<Checkpoint> found = find(config); // Another driver may have ended it meanwhile.
    found.ifPresent(checkpoint -> requireSame(checkpoint, workload));
    if (found.isPresent() && found.get().header().complete()) {
      return found.get();
    }
    Checkpoint checkpoint = train(trainer(workload), found, base, config, progress, stop);
    save(config, checkpoint);
    if (!checkpoint.header().complete()) {
      throw new StoppedException(
          "Training stopped after step %d of %d; the next start continues from there"
              .formatted(checkpoint.header().step(), checkpoint.header().steps()));
    }
    return checkpoint;
  }

  private static void requireSame(Checkpoint checkpoint, Workload workload) {
    Trainer.requireSame(checkpoint, workload.net(), trainer(workload).identity());
  }

  /** The supernet of a workload before its training; nothing is looked for or kept. */
  static Checkpoint untrained(Workload workload) {
    return trainer(workload).untrained();
  }

  /**
   * The trained supernet of a workload, which must be there.
   *
   * @throws InputException when it is missing, unfinished or another's
   */
  Checkpoint existing(Workload workload) {
    Checkpoint found = existing(workload.config());
    requireSame(found, workload);
    return found;
  }

  /** The same before the images are loaded, so that it is not known yet whether it fits them. */
  Checkpoint existing(SearchConfig config) {
    Optional<Checkpoint> found = find(config);
    return found
        .filter(checkpoint -> checkpoint.header().complete())
        .orElseThrow(
            () ->
                new InputException(
                    "Supernet %s is %s"
                        .formatted(
                            location(config),
                            found.isEmpty() ? "missing" : "not trained to its end"),
                    "quarry train makes it, with the run's config.conf and --runs %s."
                        .formatted(runs.directory())));
  }

  private static Trainer trainer(Workload workload) {
    SearchConfig config = workload.config();
    int threads = config.execution().trainThreads();
    return OneShot.trainer(
        workload, threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }

  private Checkpoint train(
      Trainer trainer,
      Optional<Checkpoint> partial,
      List<Checkpoint> base,
      SearchConfig config,
      Progress progress,
      BooleanSupplier stop) {
    try (Progress.Work work = progress.start("training", trainer.steps())) {
      TrainingListener listener = new Listener(config, work, stop);
      if (partial.isPresent()) {
        return trainer.resume(partial.get(), listener);
      }
      return base.isEmpty() ? trainer.train(listener) : trainer.trainOn(base.get(0), listener);
    }
  }

  private Optional<Checkpoint> find(SearchConfig config) {
    Directory directory = runs.supernets();
    String name = Runs.supernetFile(config);
    if (!directory.holds(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Checkpoint.of(directory.read(name), location(config)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read checkpoint %s".formatted(location(config)), e);
    }
  }

  private void save(SearchConfig config, Checkpoint checkpoint) {
    runs.supernets().create();
    runs.supernets().write(Runs.supernetFile(config), checkpoint.toBytes());
  }

  private final class Listener implements TrainingListener {
    private final SearchConfig config;
    private final Progress.Work work;
    private final BooleanSupplier stop;

    Listener(SearchConfig config, Progress.Work work, BooleanSupplier stop) {
      this.config = config;
      this.work = work;
      this.stop = stop;
    }

    @Override
    public void stepped(io.quarry.train.Progress at) {
      String phase = at.phase().name().toLowerCase(Locale.ROOT);
      work.reach(at.step(), String.format(Locale.ROOT, "%s, loss %.3f", phase, at.loss()));
    }

    @Override
    public void save(Checkpoint partial) {
      Supernets.this.save(config, partial);
    }

    @Override
    public boolean stopRequested() {
      return stop.getAsBoolean();
    }
  }
}
