package io.quarry.replay;

import io.quarry.problem.InputException;
import io.quarry.search.Progress;
import io.quarry.search.Tactics;
import io.quarry.seed.Seeds;
import io.quarry.table.RecordedTable;
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

  private Trace trace(Contender contender, Seeds run) {
    Session session =
        new Session(table, contender.start(table, Tactics.Pace.SYNCHRONOUS, run), evaluations, run);
    List<Integer> rows = session.ask(contender.batch());
    while (!rows.isEmpty() && !Thread.currentThread().isInterrupted()) {
      session.finish(rows);
      rows = session.ask(contender.batch());
    }
    return session.trace();
  }
}
