package io.quarry.search;

import io.quarry.evaluate.CandidateTimer;
import io.quarry.latency.ModelTimer;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.report.Summary;
import io.quarry.space.Candidate;
import io.quarry.store.TimingStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The latencies of a run: those that its store holds, and those that are measured when they are
 * asked for. All of them are of hosts of one class, one runtime, one batch size and number of
 * threads. Not thread-safe.
 */
final class Latencies implements Completion {
  private final CandidateTimer timer;
  private final TimingStore store;
  private final String run;
  private final Map<Timing.Purpose, Map<String, Timing>> known = new HashMap<>();

  /** What timings are made on; empty before the first, where nothing is expected. */
  private String comparable;

  /** What the control model took beside the first steady timing: all others are held to it. */
  private double paceMs = ModelTimer.ANY_PACE;

  /**
   * Latencies of one run.
   *
   * @param run its name, for messages
   * @param supernetHash timings of models of another checkpoint do not count
   * @param expected what all timings must be made on, as {@link
   *     io.quarry.outcome.TimedOn#comparable} says it; empty: what the first is made on
   */
  Latencies(
      CandidateTimer timer, TimingStore store, String run, String supernetHash, String expected) {
    this.comparable = expected;
    this.timer = timer;
    this.store = store;
    this.run = run;
    store.read().stream()
        .filter(timing -> timing.supernetHash().equals(supernetHash))
        .forEach(
            timing -> {
              requireComparable(timing);
              learn(timing);
            });
  }

  @Override
  public void arrived(Outcome outcome, Consumer<Outcome> count) {
    // Counted when it has been timed.
  }

  @Override
  public List<Outcome> complete(
      List<Outcome> outcomes, Consumer<Outcome> count, BooleanSupplier stop) {
    List<Candidate> measured =
        outcomes.stream().filter(Measurement.class::isInstance).map(Outcome::candidate).toList();
    time(measured, Timing.Purpose.SEARCH, stop);
    List<Outcome> complete = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      withLatency(outcome)
          .ifPresent(
              one -> {
                complete.add(one);
                count.accept(one);
              });
    }
    return complete;
  }

  /**
   * Times what has not been timed for this purpose. A host that has changed its pace since the
   * first timing of the run is waited for as often as the protocol has attempts, and then the
   * timings are unsteady: as they are, they do not compare with the others.
   *
   * @param stop once true, the rest is left out
   */
  void time(List<Candidate> candidates, Timing.Purpose purpose, BooleanSupplier stop) {
    List<Candidate> missing =
        candidates.stream().filter(candidate -> of(candidate, purpose).isEmpty()).toList();
    int first = paceMs == ModelTimer.ANY_PACE ? Math.min(1, missing.size()) : 0;
    timeAll(missing.subList(0, first), purpose, stop);
    timeAll(missing.subList(first, missing.size()), purpose, stop);
  }

  private void timeAll(List<Candidate> candidates, Timing.Purpose purpose, BooleanSupplier stop) {
    timer.time(
        candidates,
        purpose,
        paceMs,
        timings -> {
          timings.forEach(this::requireComparable);
          store.append(timings);
          timings.forEach(this::learn);
        },
        stop);
  }

  /** How many there are, on what; none where nothing was timed. */
  List<Summary.Timed> summary() {
    List<Timing> all = known.values().stream().flatMap(some -> some.values().stream()).toList();
    int unsteady = (int) all.stream().filter(timing -> !timing.latency().steady()).count();
    return all.isEmpty() ? List.of() : List.of(new Summary.Timed(comparable, all.size(), unsteady));
  }

  /** The last timing of a candidate for a purpose. */
  Optional<Timing> of(Candidate candidate, Timing.Purpose purpose) {
    return Optional.ofNullable(known.getOrDefault(purpose, Map.of()).get(candidate.key()));
  }

  private Optional<Outcome> withLatency(Outcome outcome) {
    if (!(outcome instanceof Measurement measurement)) {
      return Optional.of(outcome);
    }
    return of(measurement.candidate(), Timing.Purpose.SEARCH)
        .map(timing -> PredictedLatencies.with(measurement, timing.latency().medianMs()));
  }

  private void requireComparable(Timing timing) {
    String on = timing.on().comparable();
    if (!comparable.isEmpty() && !on.equals(comparable)) {
      throw new InputException(
          "Run %s goes by latencies of (%s); host %s is (%s)"
              .formatted(run, comparable, timing.on().host(), on),
          "latencies of different classes of hosts do not compare: time on one class, make a"
              + " profile of it, or give this search another --run.");
    }
  }

  private void learn(Timing timing) {
    comparable = timing.on().comparable();
    if (paceMs == ModelTimer.ANY_PACE && timing.latency().steady()) {
      paceMs = timing.latency().controlMs();
    }
    known
        .computeIfAbsent(timing.purpose(), p -> new HashMap<>())
        .put(timing.candidate().key(), timing);
  }
}
