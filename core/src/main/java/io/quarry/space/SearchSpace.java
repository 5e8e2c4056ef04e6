package io.quarry.space;

import io.quarry.problem.InputException;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * An ordered list of decisions, some of them active only under conditions on earlier ones.
 *
 * <p>A genome assigns every decision an index into its values; the candidate of a genome keeps the
 * active decisions alone.
 *
 * @param decisions conditions refer to earlier decisions only
 */
public record SearchSpace(List<Decision> decisions) implements Serializable {

  public SearchSpace {
    decisions = List.copyOf(decisions);
    requireResolvedConditions(decisions);
  }

  /** A space of the given decisions. */
  public static SearchSpace of(List<Decision> decisions) {
    return new SearchSpace(decisions);
  }

  /** This space followed by the decisions of {@code other}, whose conditions may refer to it. */
  public SearchSpace with(List<Decision> other) {
    List<Decision> all = new ArrayList<>(decisions);
    all.addAll(other);
    return new SearchSpace(all);
  }

  /**
   * This space with fewer values to choose from: its candidates whose every decision has an allowed
   * value, and no others. A decision that can never be active then is gone, and so is a condition
   * that always holds.
   *
   * @param allowed decision name to the values that stay; where several entries name a decision,
   *     all hold. A name that is no decision's stands for a group: all decisions whose name it is
   *     when some of the parts between dots are left out, but not the last, as {@code
   *     stage2.kernel} for {@code stage2.block1.kernel}; of a group each decision keeps those of
   *     the values it has.
   * @throws InputException when a name or a value is unknown, or a decision is left without a value
   */
  public SearchSpace restrict(Map<String, List<String>> allowed) {
    return Restriction.of(this, allowed);
  }

  /**
   * The decisions that a name stands for: the one of that name or, where there is none, those of a
   * group, whose name leaves parts of theirs out, though not the last: {@code stage2.kernel}.
   */
  public List<Decision> named(String name) {
    return Restriction.named(this, name);
  }

  /** How many decisions a genome has. */
  public int dimension() {
    return decisions.size();
  }

  /**
   * The candidate of a genome.
   *
   * @param genome an index into the values of each decision, active or not, in their order
   * @throws IllegalArgumentException when the length or an index is out of range
   */
  public Candidate candidate(int[] genome) {
    if (genome.length != decisions.size()) {
      throw new IllegalArgumentException(
          "A genome of %d decisions does not fit a space of %d"
              .formatted(genome.length, decisions.size()));
    }
    TreeMap<String, String> active = new TreeMap<>();
    for (int i = 0; i < genome.length; i++) {
      Decision decision = decisions.get(i);
      if (genome[i] < 0 || genome[i] >= decision.values().size()) {
        throw new IllegalArgumentException(
            "Decision %s has no value number %d".formatted(decision.name(), genome[i]));
      }
      if (decision.isActive(active)) {
        active.put(decision.name(), decision.values().get(genome[i]));
      }
    }
    return new Candidate(active);
  }

  /** The genome of a candidate; inactive decisions get index 0. The candidate must be contained. */
  public int[] genome(Candidate candidate) {
    requireContained(candidate);
    int[] genome = new int[decisions.size()];
    for (int i = 0; i < genome.length; i++) {
      Decision decision = decisions.get(i);
      if (candidate.decides(decision.name())) {
        genome[i] = decision.values().indexOf(candidate.value(decision.name()));
      }
    }
    return genome;
  }

  /** Draws every decision uniformly and independently; not uniform over canonical candidates. */
  public Candidate sample(RandomGenerator random) {
    return candidate(decisions.stream().mapToInt(d -> random.nextInt(d.values().size())).toArray());
  }

  /** Whether the candidate decides exactly the active decisions, each by an allowed value. */
  public boolean contains(Candidate candidate) {
    TreeMap<String, String> active = new TreeMap<>();
    for (Decision decision : decisions) {
      if (decision.isActive(active)) {
        String value = candidate.values().get(decision.name());
        if (value == null || !decision.values().contains(value)) {
          return false;
        }
        active.put(decision.name(), value);
      }
    }
    return active.equals(candidate.values());
  }

  /**
   * The number of distinct candidates, counted exactly. The cost grows with how many decisions
   * depend on each other, not with the size.
   */
  public BigInteger size() {
    return CandidateCount.of(decisions);
  }

  /** The whole space as text, one decision a line; equal spaces have equal texts. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Decision decision : decisions) {
      text.append(decision.name()).append(" = ").append(decision.values());
      for (Condition condition : decision.conditions()) {
        text.append(" when ").append(condition.decision()).append(" in ");
        text.append(condition.values());
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void requireContained(Candidate candidate) {
    if (!contains(candidate)) {
      throw new IllegalArgumentException(
          "Candidate %s is not in this space".formatted(candidate.text()));
    }
  }

  private static void requireResolvedConditions(List<Decision> decisions) {
    Set<String> earlier = new HashSet<>();
    for (Decision decision : decisions) {
      for (Condition condition : decision.conditions()) {
        if (!earlier.contains(condition.decision())) {
          throw new IllegalArgumentException(
              "Decision %s depends on %s, which is not declared before it"
                  .formatted(decision.name(), condition.decision()));
        }
      }
      if (!earlier.add(decision.name())) {
        throw new IllegalArgumentException(
            "Decision %s is declared twice".formatted(decision.name()));
      }
    }
  }
}
