package io.quarry.replay;

import io.quarry.search.Progress;
import io.quarry.search.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Independent jobs on all processors. */
final class Jobs {
  private static final String STOPPED = "stopped; nothing of this replay is kept";

  /** How long a stop may go unnoticed. */
  private static final int PATIENCE_MS = 200;

  private Jobs() {}

  /**
   * Runs jobs, in no particular order.
   *
   * @param name of the work, for people
   * @param stop whether the user has asked to stop; then the jobs under way are interrupted
   * @return their results, in the order of the jobs
   */
  static <T> List<T> run(
      String name, List<Callable<T>> jobs, Progress progress, BooleanSupplier stop) {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try (Progress.Work work = progress.start(name, jobs.size())) {
      ExecutorCompletionService<T> service = new ExecutorCompletionService<>(pool);
      List<Future<T>> results = new ArrayList<>();
      jobs.forEach(job -> results.add(service.submit(job)));
      for (int done = 1; done <= jobs.size(); done++) {
        Future<T> ended = null;
        while (ended == null) {
          if (stop.getAsBoolean()) {
            throw new StoppedException(STOPPED);
          }
          ended = service.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        }
        ended.get();
        work.reach(done, "");
      }
      List<T> all = new ArrayList<>();
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(STOPPED);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    return new IllegalStateException("A replay broke off", e.getCause());
  }
}
