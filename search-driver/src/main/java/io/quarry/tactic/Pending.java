package io.quarry.tactic;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The candidates that were asked for and not told of yet, and those that were told. */
final class Pending {
  private final Set<Candidate> candidates = new HashSet<>();
  private final Set<Candidate> told = new HashSet<>();

  /**
   * Checks how many candidates are asked for.
   *
   * @throws IllegalArgumentException when fewer than none
   */
  static void requireCount(int free) {
    if (free < 0) {
      throw new IllegalArgumentException("%d candidates cannot be asked for".formatted(free));
    }
  }

  void asked(List<Candidate> batch) {
    candidates.addAll(batch);
  }

  /** Takes the outcomes' candidates off, all of them or, when one was told before, none. */
  void told(List<Outcome> outcomes) {
    Set<Candidate> seen = new HashSet<>();
    for (Outcome outcome : outcomes) {
      Candidate candidate = outcome.candidate();
      if (told.contains(candidate) || !seen.add(candidate)) {
        throw new IllegalArgumentException(
            "Candidate %s was told before".formatted(candidate.text()));
      }
    }
    candidates.removeAll(seen);
    told.addAll(seen);
  }

  /** Takes candidates off that no outcome will come for. */
  void withdrawn(List<Candidate> given) {
    for (Candidate candidate : given) {
      if (!candidates.remove(candidate)) {
        throw new IllegalArgumentException(
            "Candidate %s is not waited for".formatted(candidate.text()));
      }
    }
  }

  boolean wasTold(Candidate candidate) {
    return told.contains(candidate);
  }

  Set<Candidate> candidates() {
    return Set.copyOf(candidates);
  }

  int size() {
    return candidates.size();
  }

  boolean isEmpty() {
    return candidates.isEmpty();
  }
}
