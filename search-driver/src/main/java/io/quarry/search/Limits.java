package io.quarry.search;

import io.quarry.config.BudgetSettings;
import io.quarry.config.PatienceSettings;
import io.quarry.config.SearchSettings;
import io.quarry.report.Ending;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What a search may spend, and how long it may go without a gain. Not thread-safe. */
final class Limits {
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final int evaluations;
  private final BudgetSettings budget;
  private final PatienceSettings patience;
  private final LongSupplier nanos;
  private final TreeMap<Integer, Double> volumes = new TreeMap<>();
  private final long start;

  /**
   * Limits whose hours begin now.
   *
   * @param evaluations distinct candidates to pay for
   * @param nanos a clock that only moves forwards
   */
  Limits(int evaluations, BudgetSettings budget, PatienceSettings patience, LongSupplier nanos) {
    this.evaluations = evaluations;
    this.budget = budget;
    this.patience = patience;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /**
   * Those of a configuration.
   *
   * @param evaluations distinct candidates to pay for
   */
  static Limits of(SearchSettings search, int evaluations) {
    return new Limits(evaluations, search.budget(), search.patience(), System::nanoTime);
  }

  /** So many evaluations, and nothing else. */
  static Limits evaluations(int evaluations) {
    return new Limits(
        evaluations, new BudgetSettings(0, 0), new PatienceSettings(0, 0), System::nanoTime);
  }

  int evaluations() {
    return evaluations;
  }

  /** What time ends, in the midst of a batch as well; empty where nothing does. */
  Optional<Ending> byTime(double slotHours) {
    double hours = (nanos.getAsLong() - start) / NANOS_PER_HOUR;
    if (budget.hours() > 0 && hours >= budget.hours()) {
      return Optional.of(Ending.HOURS);
    }
    boolean spent = budget.executorHours() > 0 && slotHours >= budget.executorHours();
    return spent ? Optional.of(Ending.EXECUTOR_HOURS) : Optional.empty();
  }

  /**
   * Whether too little was gained by the last evaluations. To be asked at moments that do not
   * depend on the order in which outcomes come: after each batch, where there are batches.
   *
   * @param done evaluations so far
   * @param volume hypervolume by now
   */
  Optional<Ending> byGain(int done, double volume) {
    volumes.put(done, volume);
    Map.Entry<Integer, Double> before = volumes.floorEntry(done - patience.evaluations());
    if (patience.evaluations() == 0 || before == null || volume == 0) {
      return Optional.empty(); // Without any point there was nothing to gain yet.
    }
    volumes.headMap(before.getKey()).clear();
    double gainPercent = 100 * (volume - before.getValue()) / volume;
    return gainPercent < patience.gainPercent() ? Optional.of(Ending.GAIN) : Optional.empty();
  }
}
