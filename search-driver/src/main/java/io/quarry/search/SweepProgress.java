package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.report.RunDirectory;
import io.quarry.store.Lease;
import io.quarry.store.LeaseTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Several runs while their supernets are trained, held by this driver: what is reached is shown,
 * and written into each run's {@code progress.json}. Not thread-safe.
 */
final class SweepProgress implements Progress, AutoCloseable {
  private final Progress shown;
  private final List<Lease> leases = new ArrayList<>();
  private final List<LiveRun> live = new ArrayList<>();

  /**
   * Takes the runs.
   *
   * @param shown what else shows progress
   * @throws io.quarry.problem.HeldException when another driver has one of them
   */
  SweepProgress(
      List<RunDirectory> runs,
      List<SearchConfig> configs,
      Progress shown,
      LeaseTimes times,
      BooleanSupplier stop) {
    this.shown = shown;
    try {
      for (int i = 0; i < runs.size(); i++) {
        Lease lease = runs.get(i).lease(times);
        leases.add(lease);
        RunDirectory held = runs.get(i).guarded(new PatientWrites(lease, stop, times));
        held.write(configs.get(i));
        live.add(new LiveRun(held, (name, total) -> nothing(), System::nanoTime));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Work that is done for all of the runs. */
  @Override
  public Work start(String name, long total) {
    List<Work> all = new ArrayList<>(List.of(shown.start(name, total)));
    live.forEach(run -> all.add(run.start(name, total)));
    return new Work() {
      @Override
      public void reach(long done, String detail) {
        all.forEach(work -> work.reach(done, detail));
      }

      @Override
      public void close() {
        all.forEach(Work::close);
      }
    };
  }

  /** Work on each of some runs at the same time. */
  interface SideBySide extends AutoCloseable {
    /**
     * Shows how many steps each has done.
     *
     * @param done in the order of the runs that work; never less than before
     */
    void reach(List<Long> done);

    @Override
    void close();
  }

  /**
   * Begins such work.
   *
   * @param working which of the runs
   * @param steps of each
   */
  SideBySide startSideBySide(List<Integer> working, long steps) {
    Work all =
        shown.start("training %d supernets".formatted(working.size()), working.size() * steps);
    List<Work> each = working.stream().map(run -> live.get(run).start("training", steps)).toList();
    return new SideBySide() {
      @Override
      public void reach(List<Long> done) {
        for (int i = 0; i < each.size(); i++) {
          each.get(i).reach(done.get(i), "");
        }
        long trained = done.stream().filter(reached -> reached >= steps).count();
        all.reach(
            done.stream().mapToLong(reached -> reached).sum(),
            "%d of %d are trained".formatted(trained, each.size()));
      }

      @Override
      public void close() {
        all.close();
        each.forEach(Work::close);
      }
    };
  }

  @Override
  public void close() {
    leases.forEach(Lease::close);
  }

  private static Work nothing() {
    return new Work() {
      @Override
      public void reach(long done, String detail) {
        // Shown for all runs together.
      }

      @Override
      public void close() {
        // Shown for all runs together.
      }
    };
  }
}
