package io.quarry.tactic;

import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Deals a batch of genomes out in pieces of any size, but for what somebody else paid for. */
final class Dealer {
  private final SearchSpace space;
  private final Pending pending;
  private List<int[]> batch = List.of();
  private int dealt;

  Dealer(SearchSpace space, Pending pending) {
    this.space = space;
    this.pending = pending;
  }

  /** What {@link SearchTactic#ask} gives: candidates as long as there are any. */
  List<Candidate> deal(int free, Predicate<List<Candidate>> hasNext) {
    Pending.requireCount(free);
    List<Candidate> asked = new ArrayList<>();
    while (asked.size() < free && hasNext.test(asked)) {
      Candidate next = space.candidate(batch.get(dealt++));
      if (!pending.wasTold(next)) {
        asked.add(next);
      }
    }
    pending.asked(asked);
    return List.copyOf(asked);
  }

  /** Takes up a new batch; what was left of the last one is forgotten. */
  void take(List<int[]> next) {
    batch = next;
    dealt = 0;
  }

  /** All of the batch. */
  List<int[]> batch() {
    return batch;
  }

  /** What of the batch was not dealt out. */
  List<int[]> left() {
    return batch.subList(dealt, batch.size());
  }

  boolean isDealtOut() {
    return dealt == batch.size();
  }
}
