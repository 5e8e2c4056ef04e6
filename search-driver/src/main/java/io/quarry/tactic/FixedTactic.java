package io.quarry.tactic;

import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for given candidates in their order and then for no more, such as what one would try without
 * a search. It learns nothing and waits for nothing.
 */
public final class FixedTactic implements SearchTactic {
  private final List<Candidate> candidates;
  private final Pending pending = new Pending();
  private int next;

  /** Of the given candidates; of equal ones the first counts. */
  public FixedTactic(List<Candidate> candidates) {
    this.candidates = candidates.stream().distinct().toList();
  }

  @Override
  public List<Candidate> ask(int free) {
    Pending.requireCount(free);
    List<Candidate> batch = new ArrayList<>();
    while (next < candidates.size() && batch.size() < free) {
      Candidate candidate = candidates.get(next++);
      if (!pending.wasTold(candidate)) {
        batch.add(candidate);
      }
    }
    pending.asked(batch);
    return List.copyOf(batch);
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    pending.told(outcomes);
  }

  @Override
  public void withdraw(List<Candidate> given) {
    pending.withdrawn(given);
  }
}
