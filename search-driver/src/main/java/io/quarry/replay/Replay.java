package io.quarry.replay;

import io.quarry.problem.InputException;
import io.quarry.search.Progress;
import io.quarry.seed.Seeds;
import io.quarry.table.RecordedTable;
import io.quarry.tactic.Pace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Searches of one table, by several tactics and from several seeds. */
public final class Replay {
  private final RecordedTable table;
  private final List<Contender> contenders;
  private final int evaluations;
  private final List<Seeds> seeds;

  /**
   * A replay.
   *
   * @param contenders distinct by name, at least one
   * @param evaluations of each run, positive
   * @param runs of each tactic, positive; the tactics share their seeds
   * @param seeds from which those of the runs are derived
   */
  public Replay(
      RecordedTable table, List<Contender> contenders, int evaluations, int runs, Seeds seeds) {
    requirePositive("--evaluations", evaluations);
    requirePositive("--seeds", runs);
    if (contenders.stream().map(Contender::name).distinct().count() < contenders.size()) {
      throw new InputException(
          "--tactics %s names one twice"
              .formatted(contenders.stream().map(Contender::name).toList()));
    }
    this.table = table;
    this.contenders = List.copyOf(contenders);
    this.evaluations = evaluations;
    List<Seeds> derived = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      derived.add(seeds.child("replay", run));
    }
    this.seeds = List.copyOf(derived);
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new InputException("%s %d, but must be at least 1".formatted(option, value));
    }
  }

  /**
   * Runs all of it on all processors. The result depends on no thread.
   *
   * @param stop whether the user has asked to stop
   * @throws io.quarry.search.StoppedException when the user has
   */
  public ReplayResult run(Progress progress, BooleanSupplier stop) {
    List<Callable<Trace>> jobs = new ArrayList<>();
    for (Contender contender : contenders) {
      for (Seeds run : seeds) {
        jobs.add(() -> trace(contender, run));
      }
    }
    List<Trace> traces = Jobs.run("replay, " + table.name(), jobs, progress, stop);
    Map<String, List<Trace>> byTactic = new LinkedHashMap<>();
    for (int i = 0; i < contenders.size(); i++) {
      byTactic.put(
          contenders.get(i).name(), traces.subList(i * seeds.size(), (i + 1) * seeds.size()));
    }
    return new ReplayResult(table, byTactic, evaluations);
  }

  /**
   * Lays the runs out on slots, by the durations that the table recorded, and runs each tactic once
   * more without a barrier.
   *
   * @param result of {@link #run}
   * @param slots how many there are, one figure or several, each positive
   * @param stop whether the user has asked to stop
   * @throws InputException when the table has no durations
   * @throws io.quarry.search.StoppedException when the user has asked to stop
   */
  public ScheduleResult schedule(
      ReplayResult result, List<Integer> slots, Progress progress, BooleanSupplier stop) {
    requireDurations(slots);
    Map<ScheduleResult.Key, List<Schedule>> schedules = new LinkedHashMap<>();
    List<Callable<Schedule>> jobs = new ArrayList<>();
    for (int count : slots) {
      for (Contender contender : contenders) {
        List<Trace> traces = result.traces().get(contender.name());
        for (Schedule.Mode mode : List.of(Schedule.Mode.CHUNKS, Schedule.Mode.BARRIER)) {
          schedules.put(
              new ScheduleResult.Key(contender.name(), count, mode),
              traces.stream()
                  .map(trace -> Schedule.withBarrier(mode, count, trace, this::seconds))
                  .toList());
        }
        schedules.put(key(contender, count), List.of());
        seeds.forEach(run -> jobs.add(() -> withoutBarrier(contender, count, run)));
      }
    }
    List<Schedule> free =
        Jobs.run("replay without a barrier, " + table.name(), jobs, progress, stop);
    int next = 0;
    for (int count : slots) {
      for (Contender contender : contenders) {
        schedules.put(key(contender, count), free.subList(next, next + seeds.size()));
        next += seeds.size();
      }
    }
    return new ScheduleResult(table, schedules);
  }

  /**
   * Checks that the table can be scheduled.
   *
   * @throws InputException when it has no durations, or a number of slots is not positive
   */
  public void requireDurations(List<Integer> slots) {
    slots.forEach(count -> requirePositive("--slots", count));
    if (!slots.isEmpty() && !table.hasDurations()) {
      throw new InputException(
          "--slots needs durations, and table %s does not say how long its evaluations took"
              .formatted(table.name()),
          "its rows have a column of that; name it in table.conf: duration { column = …, unit = s }");
    }
  }

  private static ScheduleResult.Key key(Contender contender, int slots) {
    return new ScheduleResult.Key(contender.name(), slots, Schedule.Mode.NO_BARRIER);
  }

  private double seconds(int row) {
    return table.row(row).durationSeconds();
  }

  private Schedule withoutBarrier(Contender contender, int slots, Seeds run) {
    return Schedule.withoutBarrier(
        slots, session(contender, Pace.ASYNCHRONOUS, run), this::seconds);
  }

  private Session session(Contender contender, Pace pace, Seeds run) {
    return new Session(
        table, standIn -> contender.start(table, pace, run, standIn), evaluations, run);
  }

  private Trace trace(Contender contender, Seeds run) {
    Session session =
        new Session(
            table,
            standIn -> contender.start(table, Pace.SYNCHRONOUS, run, standIn),
            evaluations,
            run);
    List<Integer> rows = session.ask(contender.batch());
    while (!rows.isEmpty() && !Thread.currentThread().isInterrupted()) {
      session.finish(rows);
      rows = session.ask(contender.batch());
    }
    return session.trace();
  }
}
