package io.quarry.search;

import io.quarry.quantize.Policy;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A few architectures of a space, and the search for their formats as one: which architecture is a
 * single decision there, and layers of one name share theirs. So one tactic spends one budget on
 * all of them, where a search of its own for each would hardly get beyond its initial candidates.
 */
final class Shortlist {
  private static final String ARCHITECTURE = "architecture";

  private final List<Candidate> architectures;
  private final SearchSpace space;

  /**
   * A shortlist.
   *
   * @param joint the space of architectures and formats
   * @param architectures distinct, at least one; the architecture's decisions of candidates in it
   */
  Shortlist(SearchSpace joint, List<Candidate> architectures) {
    this.architectures = List.copyOf(architectures);
    this.space = space(joint, this.architectures);
  }

  /** What is left of a space with one architecture. */
  static SearchSpace only(SearchSpace joint, Candidate architecture) {
    Map<String, List<String>> allowed = new TreeMap<>();
    architecture.values().forEach((name, value) -> allowed.put(name, List.of(value)));
    return joint.restrict(allowed);
  }

  /** The decisions of a candidate that are over its architecture. */
  static Candidate architectureOf(Candidate candidate) {
    return candidate.restrictedTo(name -> !Policy.isDecision(name));
  }

  /** So many of a list, its ends included, by evenly spaced ranks; all of it where it is short. */
  static <T> List<T> spread(List<T> sorted, int most) {
    if (sorted.size() <= most) {
      return List.copyOf(sorted);
    }
    List<T> picked = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      picked.add(sorted.get((int) Math.round(i * (sorted.size() - 1.0) / (most - 1))));
    }
    return picked;
  }

  /** What is searched: the architecture by its number, and the formats of its layers. */
  SearchSpace space() {
    return space;
  }

  /** Its first and its last architecture. */
  List<Candidate> ends() {
    return List.of(architectures.get(0), architectures.get(architectures.size() - 1)).stream()
        .distinct()
        .toList();
  }

  /** The candidate of the joint space that one of {@link #space} stands for. */
  Candidate joint(Candidate numbered) {
    SortedMap<String, String> values = new TreeMap<>(numbered.values());
    int number = Integer.parseInt(values.remove(ARCHITECTURE));
    values.putAll(architectures.get(number - 1).values());
    return new Candidate(values);
  }

  /** The candidate of {@link #space} that stands for one with an architecture of this list. */
  Candidate numbered(Candidate joint) {
    SortedMap<String, String> values = new TreeMap<>();
    values.putAll(joint.restrictedTo(Policy::isDecision).values());
    values.put(ARCHITECTURE, label(architectures.indexOf(architectureOf(joint))));
    return new Candidate(values);
  }

  private static SearchSpace space(SearchSpace joint, List<Candidate> architectures) {
    List<String> labels = new ArrayList<>();
    Map<String, List<String>> having = new TreeMap<>();
    for (int i = 0; i < architectures.size(); i++) {
      String label = label(i);
      labels.add(label);
      only(joint, architectures.get(i)).decisions().stream()
          .map(Decision::name)
          .filter(Policy::isDecision)
          .forEach(name -> having.computeIfAbsent(name, key -> new ArrayList<>()).add(label));
    }
    List<Decision> decisions = new ArrayList<>();
    decisions.add(Decision.categorical(ARCHITECTURE, labels));
    for (Decision decision : joint.decisions()) {
      List<String> owners = having.getOrDefault(decision.name(), List.of());
      if (!owners.isEmpty()) {
        Decision formats = Decision.categorical(decision.name(), decision.values());
        boolean everywhere = owners.size() == labels.size();
        decisions.add(everywhere ? formats : formats.when(new Condition(ARCHITECTURE, owners)));
      }
    }
    return SearchSpace.of(decisions);
  }

  private static String label(int index) {
    return String.valueOf(index + 1);
  }
}
