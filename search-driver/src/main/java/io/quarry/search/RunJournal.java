package io.quarry.search;

import io.quarry.evaluate.RunIdentity;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.problem.InputException;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a run's store holds, and what is on its way there. Outcomes are stored when the oldest of
 * them has waited for {@link #MOST_SECONDS} seconds, or when there are {@link #MOST_ROWS} of them:
 * a driver that is killed loses no more, and the next start pays for that again. Not thread-safe.
 */
final class RunJournal {
  /** Outcomes wait no longer while others are evaluated. */
  static final int MOST_SECONDS = 2;

  /** No more of them wait. */
  static final int MOST_ROWS = 256;

  /** What has waited for so long is stored before the tactic thinks, which may take its time. */
  private static final long BEFORE_THINKING_MS = 250;

  private static final double MS_PER_HOUR = 3_600_000;

  private final MeasurementStore store;
  private final RunIdentity identity;
  private final LongSupplier nanos;
  private final Map<String, Outcome> known = new HashMap<>();
  private final List<Outcome> reused = new ArrayList<>();
  private final List<StoredOutcome> waiting = new ArrayList<>();
  private long waitingSince;
  private int batches;
  private double slotMs;

  /**
   * A journal that was not read yet.
   *
   * @param identity of this run; the store's outcomes must be of its supernet and data
   * @param nanos a clock that only moves forwards
   */
  RunJournal(MeasurementStore store, RunIdentity identity, LongSupplier nanos) {
    this.store = store;
    this.identity = identity;
    this.nanos = nanos;
  }

  /** Reads the store; what is known already stays known. */
  void read() {
    for (StoredOutcome stored : store.read().entries()) {
      Outcome outcome = stored.outcome();
      requireSameOrigin(outcome.provenance());
      if (stored.isReused()) {
        reused.add(outcome);
      } else if (known.put(outcome.candidate().key(), outcome) == null) {
        slotMs += outcome.provenance().durationMs();
        batches = Math.max(batches, stored.batch() + 1);
      }
    }
  }

  /** What became of a candidate that this run paid for; empty where it did not. */
  Optional<Outcome> of(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /** All that this run paid for, in the order of keys. */
  List<Outcome> paid() {
    return known.values().stream()
        .sorted(Comparator.comparing(outcome -> outcome.candidate().key()))
        .toList();
  }

  /** How many candidates this run paid for. */
  int size() {
    return known.size();
  }

  /** What other runs paid for and this one knew when it began, in a fixed order. */
  List<Outcome> reused() {
    return List.copyOf(reused);
  }

  /** A number that no stored batch has. */
  int nextBatch() {
    return batches;
  }

  /** Time of task slots that all outcomes took. */
  double slotHours() {
    return slotMs / MS_PER_HOUR;
  }

  /** Takes an outcome that has just come back. */
  void add(int batch, int position, Outcome outcome) {
    if (waiting.isEmpty()) {
      waitingSince = nanos.getAsLong();
    }
    known.put(outcome.candidate().key(), outcome);
    slotMs += outcome.provenance().durationMs();
    batches = Math.max(batches, batch + 1);
    waiting.add(new StoredOutcome(batch, position, outcome));
    if (waiting.size() >= MOST_ROWS) {
      flush();
    }
  }

  /** Stores what has waited long enough. */
  void flushIfDue() {
    flushIfOlder(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
  }

  /** Stores all but what came just now. */
  void flushBeforeThinking() {
    flushIfOlder(BEFORE_THINKING_MS);
  }

  private void flushIfOlder(long ms) {
    if (!waiting.isEmpty()
        && nanos.getAsLong() - waitingSince >= TimeUnit.MILLISECONDS.toNanos(ms)) {
      flush();
    }
  }

  /** Stores what waits. */
  void flush() {
    if (!waiting.isEmpty()) {
      waiting.sort(StoredOutcome.ORDER);
      try {
        store.append(List.copyOf(waiting));
      } catch (InputException e) {
        throw new InputException(
            "%d outcomes could not be stored. %s".formatted(waiting.size(), e.getMessage()),
            "start the run again when there is room: it pays for these again, and for no others.",
            e);
      }
      waiting.clear();
    }
  }

  private void requireSameOrigin(Provenance provenance) {
    boolean same =
        provenance.supernetHash().equals(identity.supernetHash())
            && provenance.dataHash().equals(identity.dataHash());
    if (!same) {
      throw new InputException(
          "The measurements of run %s were made on supernet %s and data %s, not on %s and %s"
              .formatted(
                  identity.run(),
                  provenance.supernetHash(),
                  provenance.dataHash(),
                  identity.supernetHash(),
                  identity.dataHash()),
          "the supernet was trained anew or the data changed; give this search another --run.");
    }
  }
}
