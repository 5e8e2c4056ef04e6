package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.evaluate.RunIdentity;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.report.Reused;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a new run what other runs of its directory measured in the same way: on the same supernet
 * and images, with the same {@linkplain SearchConfig#renderScoring scoring}, of candidates that are
 * in its space. They are copied into its own store once, before it pays for anything, so that its
 * further course does not depend on what others measure meanwhile. Candidates that failed are not
 * taken over; they may have another chance.
 */
final class WarmStart {
  private static final Logger LOG = LoggerFactory.getLogger(WarmStart.class);

  private final Runs runs;
  private final RunDirectory run;
  private final Workload workload;
  private final RunIdentity identity;
  private final MeasurementStore store;
  private final TimingStore timings;

  /** What was found so far: by candidate key, and of each the run whose store it lay in. */
  private final Map<String, Measurement> found = new TreeMap<>();

  private final Map<String, String> sources = new TreeMap<>();
  private final List<Timing> foundTimings = new ArrayList<>();

  /**
   * Of one run.
   *
   * @param runs where others are looked for
   * @param run that gets what is found
   * @param identity of that run, whose supernet and images the others must have had
   */
  WarmStart(
      Runs runs,
      RunDirectory run,
      Workload workload,
      RunIdentity identity,
      MeasurementStore store,
      TimingStore timings) {
    this.runs = runs;
    this.run = run;
    this.workload = workload;
    this.identity = identity;
    this.store = store;
    this.timings = timings;
  }

  /**
   * Copies what there is, unless that was done before or the run has begun. Whatever moment it is
   * cut off at, the next call does the rest.
   */
  void copy() {
    List<StoredOutcome> held = store.read().entries();
    if (run.hasReused() || held.stream().anyMatch(entry -> !entry.isReused())) {
      return;
    }
    runs.names().stream().filter(name -> !name.equals(run.name())).forEach(this::look);
    Set<String> copied =
        held.stream().map(entry -> entry.outcome().candidate().key()).collect(Collectors.toSet());
    List<StoredOutcome> rows = new ArrayList<>();
    int position = 0;
    for (Measurement measurement : found.values()) {
      if (!copied.contains(measurement.candidate().key())) {
        rows.add(new StoredOutcome(StoredOutcome.REUSED, position, measurement));
      }
      position++;
    }
    List<Timing> before = timings.read();
    store.append(rows);
    timings.append(foundTimings.stream().filter(one -> !before.contains(one)).toList());
    run.write(reused(held.size() + rows.size()));
  }

  private Reused reused(int measurements) {
    Map<String, Long> counts =
        sources.values().stream()
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    return new Reused(
        measurements,
        foundTimings.size(),
        counts.entrySet().stream()
            .map(one -> new Reused.Source(one.getKey(), one.getValue().intValue()))
            .toList());
  }

  private void look(String name) {
    try {
      RunDirectory other = runs.existing(name);
      SearchConfig config = runs.configuration(other);
      if (config.renderScoring().equals(workload.config().renderScoring())) {
        take(other, config);
      }
    } catch (InputException e) {
      LOG.warn("Run {} is passed over: {}", name, e.getMessage());
    }
  }

  private void take(RunDirectory other, SearchConfig config) {
    List<Timing> comparable = comparableTimings(other, config);
    Set<String> timed =
        comparable.stream()
            .filter(timing -> timing.purpose() == Timing.Purpose.SEARCH)
            .map(timing -> timing.candidate().key())
            .collect(Collectors.toSet());
    MeasurementStore.open(other.measurements(), workload.scored(), SparkEngine::decidesFormats)
        .read()
        .entries()
        .stream()
        .filter(entry -> entry.outcome() instanceof Measurement)
        .map(entry -> (Measurement) entry.outcome())
        .filter(this::fits)
        // Else what is nothing to score again would all have to be timed again.
        .filter(one -> !needsTiming() || timed.contains(one.candidate().key()))
        .forEach(measurement -> add(measurement, other.name()));
    Set<Timing> both = new LinkedHashSet<>(foundTimings);
    both.addAll(comparable);
    foundTimings.clear();
    foundTimings.addAll(both);
  }

  /** Of two runs that measured a candidate the one that did so first, whatever they are called. */
  private void add(Measurement measurement, String source) {
    String key = measurement.candidate().key();
    Comparator<Measurement> earliest =
        Comparator.comparing((Measurement one) -> one.provenance().startedAt())
            .thenComparing(one -> one.provenance().run());
    Measurement before = found.get(key);
    if (before == null || earliest.compare(measurement, before) < 0) {
      found.put(key, measurement);
      sources.put(key, source);
    }
  }

  private boolean fits(Measurement measurement) {
    Provenance from = measurement.provenance();
    return from.supernetHash().equals(identity.supernetHash())
        && from.dataHash().equals(identity.dataHash())
        && workload.space().contains(measurement.candidate())
        && workload.scored().stream()
            .allMatch(one -> measurement.scores().values().containsKey(one.name()));
  }

  private boolean needsTiming() {
    return workload.config().isTimed() && workload.latencyProfile().isEmpty();
  }

  /** Timings by the same protocol on hosts of the same class; none where nothing is timed. */
  private List<Timing> comparableTimings(RunDirectory other, SearchConfig config) {
    SearchConfig own = workload.config();
    if (!own.isTimed() || !config.renderTiming().equals(own.renderTiming())) {
      return List.of();
    }
    return TimingStore.open(other.timings()).read().stream()
        .filter(timing -> timing.supernetHash().equals(identity.supernetHash()))
        .filter(timing -> timing.purpose() != Timing.Purpose.CONFIRMATION)
        .toList();
  }
}
