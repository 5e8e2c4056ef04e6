package io.quarry.space;

import io.quarry.problem.InputException;
import io.quarry.problem.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Leaves values out of a space's decisions, and keeps the conditions on them sound.
 *
 * <p>Conditions are conjunctions of "another decision has one of these values", so what makes a
 * decision active is one such set for each decision it depends on, directly or not. It can be
 * active exactly when none of these sets is empty, for active decisions are drawn independently.
 */
final class Restriction {
  private final SearchSpace space;

  /** The values that are left, by decision, in the decision's order. */
  private final Map<String, List<String>> left = new HashMap<>();

  private Restriction(SearchSpace space) {
    this.space = space;
    space.decisions().forEach(decision -> left.put(decision.name(), decision.values()));
  }

  static SearchSpace of(SearchSpace space, Map<String, List<String>> allowed) {
    Restriction restriction = new Restriction(space);
    new TreeMap<>(allowed).forEach(restriction::leave);
    return new SearchSpace(restriction.decisions());
  }

  /** The decisions that a name stands for: its own or, where it has none, those of its group. */
  static List<Decision> named(SearchSpace space, String name) {
    List<Decision> own = space.decisions().stream().filter(d -> d.name().equals(name)).toList();
    return own.isEmpty()
        ? space.decisions().stream().filter(d -> isGroup(name, d.name())).toList()
        : own;
  }

  /** A decision's name without some of its parts, though with the last one, is a group's. */
  private static boolean isGroup(String group, String decision) {
    List<String> wanted = List.of(group.split("\\.", -1));
    List<String> parts = List.of(decision.split("\\.", -1));
    int found = 0;
    for (String part : parts.subList(0, parts.size() - 1)) {
      if (found < wanted.size() - 1 && wanted.get(found).equals(part)) {
        found++;
      }
    }
    return found == wanted.size() - 1 && wanted.get(found).equals(parts.get(parts.size() - 1));
  }

  private void leave(String name, List<String> allowed) {
    List<Decision> decisions = named(space, name);
    if (decisions.isEmpty()) {
      throw new InputException(
          "There is no decision %s".formatted(name),
          "%s was meant.".formatted(Nearest.of(name, names())));
    }
    requireKnown(name, allowed, decisions);
    for (Decision decision : decisions) {
      if (!decision.name().equals(name) && decision.values().size() == 1) {
        continue; // Pinned elsewhere, so that a group's restriction is not meant for it.
      }
      List<String> before = left.get(decision.name());
      List<String> after = before.stream().filter(allowed::contains).toList();
      if (after.isEmpty()) {
        throw new InputException(
            "%s = %s leaves decision %s no value".formatted(name, allowed, decision.name()),
            "one of %s was meant.".formatted(String.join(", ", before)));
      }
      left.put(decision.name(), after);
    }
  }

  private static void requireKnown(String name, List<String> allowed, List<Decision> decisions) {
    Set<String> known =
        decisions.stream()
            .flatMap(decision -> decision.values().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (allowed.isEmpty()) {
      throw new InputException(
          "%s is left no value".formatted(name),
          "some of %s were meant.".formatted(String.join(", ", known)));
    }
    List<String> unknown = allowed.stream().filter(value -> !known.contains(value)).toList();
    if (!unknown.isEmpty()) {
      throw new InputException(
          "Decision %s has no value %s".formatted(name, String.join(", ", unknown)),
          "some of %s were meant.".formatted(String.join(", ", known)));
    }
  }

  /** Every decision's name, and the short names of groups: {@code stage2.kernel}. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Decision decision : space.decisions()) {
      String name = decision.name();
      names.add(name);
      if (name.contains(".")) {
        names.add(name.substring(0, name.indexOf('.')) + name.substring(name.lastIndexOf('.')));
      }
    }
    return names;
  }

  /** The decisions that can be active, over the values and under the conditions that are left. */
  private List<Decision> decisions() {
    List<Decision> kept = new ArrayList<>();
    Map<String, SortedMap<String, Set<String>>> requirements = new HashMap<>();
    for (Decision decision : space.decisions()) {
      SortedMap<String, Set<String>> required = new TreeMap<>();
      decision.conditions().forEach(condition -> require(condition, required, requirements));
      requirements.put(decision.name(), required);
      if (required.values().stream().noneMatch(Set::isEmpty)) {
        List<Condition> conditions =
            decision.conditions().stream()
                .filter(condition -> !alwaysHolds(condition, requirements))
                .map(this::narrowed)
                .toList();
        kept.add(
            new Decision(decision.name(), decision.kind(), left.get(decision.name()), conditions));
      }
    }
    return kept;
  }

  /** Adds what a condition asks for to the sets: of its decision, and of those it depends on. */
  private void require(
      Condition condition,
      SortedMap<String, Set<String>> required,
      Map<String, SortedMap<String, Set<String>>> requirements) {
    requirements
        .get(condition.decision())
        .forEach((name, values) -> intersect(required, name, values));
    intersect(required, condition.decision(), Set.copyOf(condition.values()));
  }

  private void intersect(
      SortedMap<String, Set<String>> required, String decision, Set<String> values) {
    Set<String> both =
        required.computeIfAbsent(decision, name -> new LinkedHashSet<>(left.get(name)));
    both.retainAll(values);
  }

  private boolean alwaysHolds(
      Condition condition, Map<String, SortedMap<String, Set<String>>> requirements) {
    return condition.values().containsAll(left.get(condition.decision()))
        && requirements.get(condition.decision()).entrySet().stream()
            .allMatch(required -> required.getValue().containsAll(left.get(required.getKey())));
  }

  private Condition narrowed(Condition condition) {
    List<String> values = left.get(condition.decision());
    return new Condition(
        condition.decision(), condition.values().stream().filter(values::contains).toList());
  }
}
