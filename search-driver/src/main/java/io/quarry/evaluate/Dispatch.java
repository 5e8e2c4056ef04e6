package io.quarry.evaluate;

import io.quarry.evaluate.TaskEnd.Ending;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Outcome;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which candidates run, which run again and which are given up: the driver's side of an evaluation
 * that survives. Every candidate that is added gets exactly one outcome. Used from one thread.
 *
 * <ul>
 *   <li>More tasks than there are slots are under way, so that no slot waits for the driver.
 *   <li>When an executor is lost, what its tasks had not delivered runs again, and only that. A
 *       candidate under which it was lost, by no doing of the cluster's, is from then on evaluated
 *       alone in its JVM, before others.
 *   <li>Who loses {@link Endurance#executorLosses} executors, the last one while alone, has failed.
 *   <li>Who ran out of memory beside others is evaluated alone, too, and has failed if it does so
 *       again.
 *   <li>Executors that were taken away (decommissioned, preempted) or ended for another candidate's
 *       sake are held against nobody.
 * </ul>
 */
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /** Tasks under way for each slot at most; more are started when half of them have ended. */
  private static final int AHEAD = 8;

  /** What Spark, too, tries before it gives up a task that throws. */
  private static final int TRIES = 4;

  /** Spark may drop what it has to say when it has too much of it. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Launcher launcher;
  private final IntSupplier slots;
  private final Grouping grouping;
  private final Endurance endurance;
  private final FailureMaker failures;
  private final Deque<Candidate> waiting = new ArrayDeque<>();
  private final Deque<Candidate> suspects = new ArrayDeque<>();
  private final Map<String, Fate> fates = new HashMap<>();
  private final Map<Integer, Wave> waves = new HashMap<>();

  /** Starts the tasks of a wave. */
  interface Launcher {
    /**
     * Starts them.
     *
     * @param groups the candidates of each task
     * @param alone whether they are to run alone in their JVMs
     * @return the wave's number, by which events name it, and its job
     */
    Started launch(List<List<Candidate>> groups, boolean alone);
  }

  /** A wave's number and job. */
  record Started(int number, Future<Void> job) {}

  /** Makes the outcome of a candidate that never came back. */
  interface FailureMaker {
    Failed make(Candidate candidate, String cause, TaskEnd last);
  }

  /** What befell a candidate that has no outcome yet. */
  private static final class Fate {
    private int losses;
    private int errors;
    private boolean suspect;
    private int wave = -1;
  }

  Dispatch(
      Launcher launcher,
      IntSupplier slots,
      Grouping grouping,
      Endurance endurance,
      FailureMaker failures) {
    this.launcher = launcher;
    this.slots = slots;
    this.grouping = grouping;
    this.endurance = endurance;
    this.failures = failures;
  }

  /** Adds candidates that have no outcome yet. */
  void add(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      fates.put(candidate.key(), new Fate());
      waiting.add(candidate);
    }
  }

  /** Candidates that have no outcome yet. */
  int pending() {
    return fates.size();
  }

  /**
   * Starts as many tasks as there is room for: those of suspects, then what waits longest. Each
   * wave is a job, whose code each executor fetches: few waves of many tasks cost less.
   */
  void launch() {
    int most = slots.getAsInt() * AHEAD;
    int room = most - tasks();
    while (room > 0 && !suspects.isEmpty()) {
      launch(List.of(List.of(suspects.remove())), true);
      room--;
    }
    if (room < most / 2) {
      return;
    }
    List<List<Candidate>> groups = new ArrayList<>();
    while (room > groups.size() && !waiting.isEmpty()) {
      groups.add(next(grouping.size(waiting.size(), slots.getAsInt())));
    }
    if (!groups.isEmpty()) {
      launch(groups, false);
    }
  }

  private int tasks() {
    return waves.values().stream().mapToInt(Wave::openTasks).sum();
  }

  private List<Candidate> next(int count) {
    List<Candidate> group = new ArrayList<>();
    while (group.size() < count && !waiting.isEmpty()) {
      group.add(waiting.remove());
    }
    return group;
  }

  private void launch(List<List<Candidate>> groups, boolean alone) {
    Started started = launcher.launch(groups, alone);
    Wave wave = new Wave(groups, alone, started.job());
    waves.put(started.number(), wave);
    wave.candidates().forEach(candidate -> fates.get(candidate.key()).wave = started.number());
  }

  /**
   * Takes in what happened.
   *
   * @return outcomes that this brings
   * @throws InputException when executors cannot evaluate
   * @throws IllegalStateException when Spark cannot run what it is given
   */
  List<Outcome> hear(Event event) {
    if (event instanceof Arrival arrival) {
      return arrived(arrival);
    }
    if (event instanceof TaskEnd end) {
      return waves.containsKey(end.wave()) ? ended(end, waves.get(end.wave())) : List.of();
    }
    if (event instanceof JobEnd end && waves.containsKey(end.wave())) {
      ended(end.wave(), waves.get(end.wave()));
    }
    return List.of();
  }

  private List<Outcome> arrived(Arrival arrival) {
    if (arrival instanceof Arrival.Refused refused) {
      throw new InputException(refused.problem());
    }
    if (arrival instanceof Arrival.Suspected suspected) {
      Fate fate = fates.get(suspected.key());
      if (fate != null) {
        LOG.warn("Candidate {} runs again, alone: {}", suspected.key(), suspected.reason());
        fate.suspect = true;
      }
      return List.of();
    }
    Outcome outcome = ((Arrival.Came) arrival).outcome();
    if (fates.remove(outcome.candidate().key()) == null) {
      return List.of();
    }
    grouping.learn(outcome.provenance().durationMs());
    return List.of(outcome);
  }

  private List<Outcome> ended(TaskEnd end, Wave wave) {
    List<Candidate> open =
        wave.group(end.task()).stream().filter(candidate -> isIn(candidate, end.wave())).toList();
    return switch (end.ending()) {
      case DONE -> {
        wave.close(end.task());
        open.forEach(this::handBack);
        if (wave.openTasks() == 0) {
          waves.remove(end.wave());
        }
        yield List.of();
      }
      case RELEASED -> {
        warnOf(open, end);
        yield List.of();
      }
      case LOST -> {
        wave.lose();
        warnOf(open, end);
        yield lost(open, wave, end);
      }
      case UNLOADABLE ->
          throw new InputException(
              "The executor on %s cannot load what it is to run: %s"
                  .formatted(end.host(), end.reason()),
              "its Java, Spark or quarry.jar is another than the driver's, or a jar is missing.");
      case BROKEN -> {
        broken(open, end);
        yield List.of();
      }
    };
  }

  /** Candidates of one executor's loss; those that are given up get their outcomes here. */
  private List<Outcome> lost(List<Candidate> open, Wave wave, TaskEnd end) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Candidate candidate : open) {
      Fate fate = fates.get(candidate.key());
      fate.losses++;
      fate.suspect = true;
      if (wave.isAlone() && fate.losses >= endurance.executorLosses()) {
        fates.remove(candidate.key());
        String cause =
            "%d executors were lost while it was evaluated, the last while it was alone: %s"
                .formatted(fate.losses, end.reason());
        outcomes.add(failures.make(candidate, cause, end));
      }
    }
    return outcomes;
  }

  private void broken(List<Candidate> open, TaskEnd end) {
    for (Candidate candidate : open) {
      if (++fates.get(candidate.key()).errors >= TRIES) {
        throw new IllegalStateException(
            "A task failed %d times, the last time on %s: %s"
                .formatted(TRIES, end.host(), end.reason()));
      }
    }
  }

  private static void warnOf(List<Candidate> open, TaskEnd end) {
    if (!open.isEmpty()) {
      LOG.warn(
          "{}; {} again that ran on {}: {}",
          end.ending() == Ending.LOST ? "An executor was lost" : "An executor was taken away",
          open.size() == 1
              ? "candidate %s runs".formatted(open.get(0).key())
              : "%d candidates run".formatted(open.size()),
          end.host(),
          end.reason());
    }
  }

  /** The job of a wave has ended, so nothing of it is under way whatever was heard. */
  private void ended(int number, Wave wave) {
    waves.remove(number);
    try {
      wave.job().get();
    } catch (ExecutionException e) {
      // With few tries allowed Spark gives up a whole job for one lost executor.
      if (!wave.wasLost()) {
        throw new IllegalStateException("Spark gave up a batch of evaluations", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while candidates were evaluated", e);
    }
    wave.candidates().stream().filter(candidate -> isIn(candidate, number)).forEach(this::handBack);
  }

  private boolean isIn(Candidate candidate, int wave) {
    Fate fate = fates.get(candidate.key());
    return fate != null && fate.wave == wave;
  }

  private void handBack(Candidate candidate) {
    Fate fate = fates.get(candidate.key());
    fate.wave = -1;
    if (fate.suspect) {
      suspects.add(candidate);
    } else {
      waiting.addFirst(candidate);
    }
  }

  /** Ends waves of whose end Spark did not tell. */
  void endSilentWaves() {
    for (Map.Entry<Integer, Wave> wave : List.copyOf(waves.entrySet())) {
      if (wave.getValue().isSilent(SILENCE_NANOS)) {
        LOG.warn("Spark did not tell how the tasks of wave {} ended", wave.getKey());
        ended(wave.getKey(), wave.getValue());
      }
    }
  }

  /** Gives up all that is under way. */
  void cancel() {
    waves.values().forEach(wave -> wave.job().cancel(true));
  }
}
