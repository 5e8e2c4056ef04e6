package io.quarry.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Counts the candidates of a space by eliminating one decision after the other (bucket elimination;
 * Dechter 1999, "Bucket elimination: a unifying framework for reasoning").
 *
 * <p>Every decision is a table over the decisions that its conditions ask for. A decision that
 * controls no other says how many values it has there; one that does is a variable itself, whose
 * additional last state says that it is inactive. The cost grows with how entangled the conditions
 * are, not with the number of decisions.
 */
final class CandidateCount {
  private final List<Decision> decisions;

  /** The controlling decisions: name to variable, and the variables' number of states. */
  private final Map<String, Integer> variables = new HashMap<>();

  private final List<Decision> controllers = new ArrayList<>();

  private CandidateCount(List<Decision> decisions) {
    this.decisions = decisions;
    List<String> asked =
        decisions.stream()
            .flatMap(decision -> decision.conditions().stream())
            .map(Condition::decision)
            .distinct()
            .toList();
    for (Decision decision : decisions) {
      if (asked.contains(decision.name())) {
        variables.put(decision.name(), controllers.size());
        controllers.add(decision);
      }
    }
  }

  /** The number of distinct candidates that the decisions span. */
  static BigInteger of(List<Decision> decisions) {
    return new CandidateCount(decisions).count();
  }

  private BigInteger count() {
    List<Table> tables = new ArrayList<>(decisions.stream().map(this::table).toList());
    TreeSet<Integer> left = new TreeSet<>(variables.values());
    while (!left.isEmpty()) {
      int next =
          left.stream()
              .min(Comparator.comparingDouble(variable -> cost(variable, tables)))
              .orElseThrow();
      left.remove(next);
      List<Table> touching = tables.stream().filter(table -> table.uses(next)).toList();
      tables.removeAll(touching);
      tables.add(eliminate(next, touching));
    }
    return tables.stream()
        .map(table -> table.counts[0])
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** What a decision allows: 1 or 0 for a controlling one, its number of values for another. */
  private Table table(Decision decision) {
    Integer own = variables.get(decision.name());
    TreeSet<Integer> scope = new TreeSet<>();
    decision.conditions().forEach(condition -> scope.add(variables.get(condition.decision())));
    if (own != null) {
      scope.add(own);
    }
    Table table = emptyTable(scope);
    int[] states = new int[controllers.size()];
    for (int cell = 0; cell < table.counts.length; cell++) {
      table.states(cell, states);
      boolean active = decision.conditions().stream().allMatch(c -> holds(c, states));
      if (own == null) {
        table.counts[cell] = BigInteger.valueOf(active ? decision.values().size() : 1);
      } else {
        boolean decided = states[own] < decision.values().size();
        table.counts[cell] = active == decided ? BigInteger.ONE : BigInteger.ZERO;
      }
    }
    return table;
  }

  private boolean holds(Condition condition, int[] states) {
    int variable = variables.get(condition.decision());
    List<String> values = controllers.get(variable).values();
    return states[variable] < values.size()
        && condition.values().contains(values.get(states[variable]));
  }

  /** The product of the tables, summed over one variable. */
  private Table eliminate(int variable, List<Table> touching) {
    SortedSet<Integer> scope = joint(touching);
    scope.remove(variable);
    Table table = emptyTable(scope);
    int[] states = new int[controllers.size()];
    for (int cell = 0; cell < table.counts.length; cell++) {
      table.states(cell, states);
      BigInteger sum = BigInteger.ZERO;
      for (states[variable] = 0; states[variable] < size(variable); states[variable]++) {
        BigInteger product = BigInteger.ONE;
        for (Table factor : touching) {
          product = product.multiply(factor.counts[factor.cell(states)]);
        }
        sum = sum.add(product);
      }
      table.counts[cell] = sum;
    }
    return table;
  }

  private double cost(int variable, List<Table> tables) {
    return joint(tables.stream().filter(table -> table.uses(variable)).toList()).stream()
        .mapToDouble(this::size)
        .reduce(1, (a, b) -> a * b);
  }

  private int size(int variable) {
    return controllers.get(variable).values().size() + 1;
  }

  private Table emptyTable(SortedSet<Integer> scope) {
    int[] variablesInScope = scope.stream().mapToInt(Integer::intValue).toArray();
    return new Table(variablesInScope, Arrays.stream(variablesInScope).map(this::size).toArray());
  }

  private static SortedSet<Integer> joint(List<Table> tables) {
    TreeSet<Integer> scope = new TreeSet<>();
    tables.forEach(table -> Arrays.stream(table.variables).forEach(scope::add));
    return scope;
  }

  /** Counts for every combination of states of some variables; the last variable runs fastest. */
  private static final class Table {
    final int[] variables;
    final int[] sizes;
    final BigInteger[] counts;

    Table(int[] variables, int[] sizes) {
      this.variables = variables;
      this.sizes = sizes;
      this.counts = new BigInteger[Arrays.stream(sizes).reduce(1, Math::multiplyExact)];
    }

    boolean uses(int variable) {
      return Arrays.binarySearch(variables, variable) >= 0;
    }

    int cell(int[] states) {
      int cell = 0;
      for (int i = 0; i < variables.length; i++) {
        cell = cell * sizes[i] + states[variables[i]];
      }
      return cell;
    }

    void states(int cell, int[] states) {
      int rest = cell;
      for (int i = variables.length - 1; i >= 0; i--) {
        states[variables[i]] = rest % sizes[i];
        rest /= sizes[i];
      }
    }
  }
}
