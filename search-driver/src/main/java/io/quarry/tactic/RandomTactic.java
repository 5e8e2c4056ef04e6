package io.quarry.tactic;

import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Random search without repetition: every decision uniformly and independently, as long as the
 * candidate is new. It learns nothing and waits for nothing.
 */
public final class RandomTactic implements SearchTactic {
  private final SearchSpace space;
  private final Seeds seeds;
  private final FreshCandidates fresh;
  private final Pending pending = new Pending();
  private int asked;

  /** Random search of a space. */
  public RandomTactic(SearchSpace space, Seeds seeds) {
    this.space = space;
    this.seeds = seeds;
    this.fresh = new FreshCandidates(space);
  }

  @Override
  public List<Candidate> ask(int free) {
    Pending.requireCount(free);
    List<Candidate> batch = new ArrayList<>();
    while (batch.size() < free) {
      Optional<int[]> genome = fresh.draw(seeds.child("random", asked).generator());
      if (genome.isEmpty()) {
        break;
      }
      batch.add(space.candidate(genome.get()));
      asked++;
    }
    pending.asked(batch);
    return List.copyOf(batch);
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    pending.told(outcomes);
    outcomes.forEach(outcome -> fresh.take(outcome.candidate()));
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    pending.withdrawn(candidates);
  }
}
