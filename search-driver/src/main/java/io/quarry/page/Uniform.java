package io.quarry.page;

import io.quarry.quantize.Policy;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.LinkedHashSet;
import java.util.Set;

/** Candidates with the same formats everywhere: what one would try without a search. */
final class Uniform {
  private Uniform() {}

  /**
   * The formats that all layers have which may have them; empty where there are none such.
   *
   * @param space whose decisions say what layers may have
   */
  static String of(Candidate candidate, SearchSpace space) {
    Set<String> possible = new LinkedHashSet<>();
    for (Decision decision : space.decisions()) {
      if (isChoice(decision, candidate)) {
        possible.add(candidate.value(decision.name()));
      }
    }
    for (Decision decision : space.decisions()) {
      if (isChoice(decision, candidate)) {
        String value = candidate.value(decision.name());
        possible.removeIf(
            formats ->
                decision.values().contains(formats)
                    ? !value.equals(formats)
                    : !value.equals(decision.values().get(0)));
      }
    }
    return possible.stream().findFirst().orElse("");
  }

  private static boolean isChoice(Decision decision, Candidate candidate) {
    return Policy.isDecision(decision.name())
        && decision.values().size() > 1
        && candidate.decides(decision.name());
  }
}
