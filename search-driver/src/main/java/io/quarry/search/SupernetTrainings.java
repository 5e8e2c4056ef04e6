package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.data.Task;
import io.quarry.evaluate.Host;
import io.quarry.evaluate.Trainings;
import io.quarry.objective.Objective;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.store.TravellingDirectory;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * One-shot searches of the same images whose supernets are trained on executors, each under the
 * lease of its checkpoint, into the directory of runs.
 *
 * @param configs of the searches; their common base is trained already
 * @param task their images
 * @param runs the directory of runs, which executors have to reach
 * @param known every objective a configuration may name
 */
record SupernetTrainings(
    List<SearchConfig> configs, Task task, TravellingDirectory runs, List<Objective> known)
    implements Trainings {

  SupernetTrainings {
    configs = List.copyOf(configs);
    known = List.copyOf(known);
  }

  @Override
  public int count() {
    return configs.size();
  }

  @Override
  public String train(int number, int threads, LongConsumer reached, BooleanSupplier stop) {
    Workload workload = Workload.of(configs.get(number).withTrainThreads(threads), task);
    try {
      Supernets supernets = new Supernets(new Runs(runs.arrived(), known));
      requireReached(supernets, workload);
      supernets.trained(workload, told(reached), stop);
      return "";
    } catch (InputException | HeldException | StoppedException e) {
      return e.getMessage();
    }
  }

  private void requireReached(Supernets supernets, Workload workload) {
    SearchConfig base = workload.beforeOneShot().config();
    if (!supernets.holds(base)) {
      throw new InputException(
          "The executor on %s does not see supernet %s, which is trained"
              .formatted(Host.current().name(), supernets.location(base)),
          "--runs has to name what all hosts reach: hdfs:, s3a:, or a file system that they share.");
    }
  }

  private static Progress told(LongConsumer reached) {
    return (name, total) ->
        new Progress.Work() {
          @Override
          public void reach(long done, String detail) {
            reached.accept(done);
          }

          @Override
          public void close() {
            // Whoever asks knows by the end of the task.
          }
        };
  }
}
