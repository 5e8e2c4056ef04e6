package io.quarry.tactic;

import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The candidates of a space that were not taken yet; every candidate is given out once. */
final class FreshCandidates {
  /** Draws before the space is walked instead: misses are likely only where little is left. */
  private static final int DRAWS = 64;

  private final SearchSpace space;
  private final BigInteger size;
  private final Set<Candidate> taken = new HashSet<>();

  FreshCandidates(SearchSpace space) {
    this.space = space;
    this.size = space.size();
  }

  boolean isExhausted() {
    return BigInteger.valueOf(taken.size()).equals(size);
  }

  /** Takes the candidate of a genome; false when it was taken before. */
  boolean take(int[] genome) {
    return take(space.candidate(genome));
  }

  /** Takes back a candidate that was given out and will not be used. */
  void giveBack(Candidate candidate) {
    taken.remove(candidate);
  }

  boolean isTaken(Candidate candidate) {
    return taken.contains(candidate);
  }

  /** Takes a candidate of the space; false when it was taken before. */
  boolean take(Candidate candidate) {
    return taken.add(candidate);
  }

  /**
   * Takes a random candidate: every decision uniformly and independently, again and again while the
   * candidate was taken before; in the end the first one that a walk in random order finds.
   *
   * @return its genome, inactive decisions drawn too; empty when the space is exhausted
   */
  Optional<int[]> draw(RandomGenerator random) {
    if (isExhausted()) {
      return Optional.empty();
    }
    for (int i = 0; i < DRAWS; i++) {
      int[] genome = randomGenome(random);
      if (take(genome)) {
        return Optional.of(genome);
      }
    }
    int[] genome = randomGenome(random);
    boolean found = walk(0, genome, new HashMap<>(), random);
    assert found : "the space is not exhausted";
    return Optional.of(genome);
  }

  private int[] randomGenome(RandomGenerator random) {
    return space.decisions().stream().mapToInt(d -> random.nextInt(d.values().size())).toArray();
  }

  /**
   * Every leaf of this walk is another candidate, so it visits at most those taken and one more.
   */
  private boolean walk(
      int index, int[] genome, Map<String, String> active, RandomGenerator random) {
    if (index == genome.length) {
      return take(genome);
    }
    Decision decision = space.decisions().get(index);
    if (!decision.isActive(active)) {
      return walk(index + 1, genome, active, random);
    }
    for (int value : shuffled(decision.values().size(), random)) {
      genome[index] = value;
      active.put(decision.name(), decision.values().get(value));
      if (walk(index + 1, genome, active, random)) {
        return true;
      }
    }
    active.remove(decision.name());
    return false;
  }

  static int[] shuffled(int count, RandomGenerator random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
