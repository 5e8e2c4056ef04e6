package io.quarry.search;

import io.quarry.config.SearchConfig;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.store.TimingStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run that was made earlier.
 *
 * @param runs where it lies, and its supernet beside it
 * @param directory its own
 * @param config that it belongs to
 * @param timings the last timing of each candidate that it was searched by, by key
 * @param outcomes everything that its store holds, by key, in the order of the journal
 */
record StoredRun(
    Runs runs,
    RunDirectory directory,
    SearchConfig config,
    Map<String, Timing> timings,
    Map<String, Outcome> outcomes) {
  private static final int SHOWN_KEYS = 5;

  /** No two keys of a run will ever share so many. */
  private static final int SHOWN_DIGITS = 16;

  /**
   * Reads a run.
   *
   * @throws InputException when there is none
   */
  static StoredRun of(Runs runs, String name) {
    RunDirectory directory = runs.existing(name);
    SearchConfig config = runs.configuration(directory);
    MeasurementStore store =
        MeasurementStore.open(
            directory.measurements(), Workload.scored(config), Policy::isDecision);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (StoredOutcome entry : store.read().entries()) {
      outcomes.put(entry.outcome().candidate().key(), entry.outcome());
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    TimingStore.open(directory.timings()).read().stream()
        .filter(timing -> timing.purpose() == Timing.Purpose.SEARCH)
        .forEach(timing -> timings.put(timing.candidate().key(), timing));
    return new StoredRun(runs, directory, config, timings, outcomes);
  }

  /** What a candidate was searched by; empty where it was not timed. */
  Optional<Timing> timing(Candidate candidate) {
    return Optional.ofNullable(timings.get(candidate.key()));
  }

  /** The keys of the candidates that were measured, in the order of the journal. */
  List<String> measuredKeys() {
    return outcomes.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Measurement)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The measurement of a key, or of the one key that begins so.
   *
   * @throws InputException when there is none, more than one, or one of a candidate that failed
   */
  Measurement measurement(String key) {
    String begin = key.toLowerCase(Locale.ROOT);
    List<String> found = outcomes.keySet().stream().filter(k -> k.startsWith(begin)).toList();
    if (found.isEmpty()) {
      throw new InputException(
          "Run %s holds no candidate whose key begins with %s, among %d"
              .formatted(directory.directory(), key, outcomes.size()),
          advice(begin));
    }
    if (found.size() > 1) {
      throw new InputException(
          "%d candidates of run %s have keys that begin with %s: %s"
              .formatted(found.size(), directory.directory(), key, listed(found)),
          "a few more digits tell them apart.");
    }
    Outcome outcome = outcomes.get(found.get(0));
    if (outcome instanceof Failed failed) {
      throw new InputException(
          "Candidate %s of run %s failed, and has no model: %s"
              .formatted(found.get(0), directory.directory(), failed.cause()));
    }
    return (Measurement) outcome;
  }

  /** Names the keys that share the longest beginning with a text. */
  private String advice(String text) {
    if (outcomes.isEmpty()) {
      return "its search has not begun yet.";
    }
    for (int length = text.length(); length > 0; length--) {
      String begin = text.substring(0, length);
      List<String> found = outcomes.keySet().stream().filter(k -> k.startsWith(begin)).toList();
      if (!found.isEmpty()) {
        return "one that begins with %s is meant: %s.".formatted(begin, listed(found));
      }
    }
    return "another run is meant; front.csv has the keys of its front.";
  }

  private static String listed(List<String> keys) {
    String shown =
        keys.stream()
            .sorted()
            .limit(SHOWN_KEYS)
            .map(key -> key.substring(0, SHOWN_DIGITS))
            .collect(Collectors.joining(", "));
    int more = keys.size() - SHOWN_KEYS;
    return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
  }
}
