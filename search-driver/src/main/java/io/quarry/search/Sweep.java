package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.evaluate.SparkTrainings;
import io.quarry.report.Runs;
import io.quarry.store.TravellingDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The supernets of several one-shot searches that differ in their targets alone: the common base is
 * trained first, on this host, then what is missing of theirs, side by side on executors.
 *
 * @param configs of the searches
 * @param workload of the first
 * @param runs the directory of runs
 * @param there the same for executors
 * @param executors asked for where something is missing
 */
record Sweep(
    List<SearchConfig> configs,
    Workload workload,
    Runs runs,
    TravellingDirectory there,
    Supplier<SparkTrainings> executors) {

  Sweep {
    configs = List.copyOf(configs);
  }

  /**
   * Trains them.
   *
   * @return for each configuration why its supernet cannot be trained; empty where it is
   * @throws StoppedException when it was stopped; what is resumable is kept
   */
  List<String> train(Supernets supernets, SweepProgress progress, BooleanSupplier stop) {
    supernets.trained(workload.beforeOneShot(), progress, stop);
    List<Integer> missing =
        IntStream.range(0, configs.size())
            .filter(i -> !supernets.isComplete(configs.get(i)))
            .boxed()
            .toList();
    List<String> failures = new ArrayList<>(configs.stream().map(config -> "").toList());
    if (!missing.isEmpty()) {
      List<String> told = trainSideBySide(missing, progress, stop);
      missing.forEach(i -> failures.set(i, told.get(missing.indexOf(i))));
    }
    return failures;
  }

  private List<String> trainSideBySide(
      List<Integer> missing, SweepProgress progress, BooleanSupplier stop) {
    List<SearchConfig> left = missing.stream().map(configs::get).toList();
    long steps = OneShot.trainer(workload, 1).steps();
    try (SweepProgress.SideBySide work = progress.startSideBySide(missing, steps)) {
      return executors
          .get()
          .run(
              "Training %d supernets".formatted(left.size()),
              new SupernetTrainings(left, workload.task(), there, runs.known()),
              work::reach,
              stop)
          .orElseThrow(
              () ->
                  new StoppedException(
                      "Stopped while %d supernets were trained; the next start continues from there"
                          .formatted(left.size())));
    }
  }
}
