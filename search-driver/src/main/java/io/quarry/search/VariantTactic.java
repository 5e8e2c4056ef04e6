package io.quarry.search;

import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.space.Candidate;
import io.quarry.tactic.SearchTactic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A tactic as a part of a variant: its candidates translated, what the variant measured earlier
 * answered at once and for nothing, and the rest of the outcomes remembered.
 */
final class VariantTactic implements SearchTactic {
  private final SearchTactic tactic;
  private final UnaryOperator<Candidate> outwards;
  private final UnaryOperator<Candidate> inwards;
  private final Map<Candidate, Outcome> earlier = new HashMap<>();
  private final Map<Candidate, Outcome> told = new LinkedHashMap<>();

  /**
   * A tactic that has not begun.
   *
   * @param outwards gives what is measured for a candidate of the tactic
   * @param inwards its inverse
   * @param earlier outcomes of the variant, by what was measured
   */
  VariantTactic(
      SearchTactic tactic,
      UnaryOperator<Candidate> outwards,
      UnaryOperator<Candidate> inwards,
      List<Outcome> earlier) {
    this.tactic = tactic;
    this.outwards = outwards;
    this.inwards = inwards;
    earlier.forEach(outcome -> this.earlier.put(outcome.candidate(), outcome));
  }

  @Override
  public List<Candidate> ask(int free) {
    List<Candidate> asked = new ArrayList<>();
    List<Candidate> next = tactic.ask(free);
    while (!next.isEmpty()) {
      for (Candidate candidate : next) {
        Candidate measured = outwards.apply(candidate);
        if (earlier.containsKey(measured)) {
          tactic.tell(List.of(of(candidate, earlier.get(measured))));
        } else {
          asked.add(measured);
        }
      }
      next = asked.size() < free ? tactic.ask(free - asked.size()) : List.of();
    }
    return asked;
  }

  @Override
  public void tell(List<Outcome> outcomes) {
    outcomes.forEach(outcome -> told.put(outcome.candidate(), outcome));
    tactic.tell(outcomes.stream().map(o -> of(inwards.apply(o.candidate()), o)).toList());
  }

  @Override
  public void withdraw(List<Candidate> candidates) {
    tactic.withdraw(candidates.stream().map(inwards).toList());
  }

  /** What it was told, in that order. */
  List<Outcome> outcomes() {
    return List.copyOf(told.values());
  }

  private static Outcome of(Candidate candidate, Outcome outcome) {
    return outcome instanceof Measurement measurement
        ? new Measurement(candidate, measurement.scores(), measurement.provenance())
        : new Failed(candidate, ((Failed) outcome).cause(), outcome.provenance());
  }
}
