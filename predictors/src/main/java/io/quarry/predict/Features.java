package io.quarry.predict;

import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.Decision.Kind;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers by which predictors know a candidate.
 *
 * <p>Every value of every decision has an indicator: 1 where the decision is active and has that
 * value, else 0. An inactive decision is 0 throughout, so two genomes of one candidate have the
 * same features. An ordinal decision with three values or more has a further feature, its value
 * scaled from the decision's range to 0 … 1, so that what is linear in the value costs a predictor
 * one number to learn. Known costs come last, as their logarithms. Immutable and thread-safe.
 */
public final class Features {
  private final SearchSpace space;
  private final Costs costs;
  private final List<String> names;
  private final Activity activity;

  /** The feature of each decision's first value. */
  private final int[] indicator;

  /** The feature that holds each ordinal decision's scaled value, −1 where there is none. */
  private final int[] numeric;

  private final double[][] scaled;

  private Features(SearchSpace space, Costs costs) {
    this.space = space;
    this.costs = costs;
    this.activity = Activity.of(space);
    int n = space.dimension();
    this.indicator = new int[n];
    this.numeric = new int[n];
    this.scaled = new double[n][];
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Decision decision = space.decisions().get(i);
      indicator[i] = columns.size();
      decision.values().forEach(value -> columns.add(decision.name() + "=" + value));
      numeric[i] = -1;
      if (decision.kind() == Kind.ORDINAL && decision.values().size() > 2) {
        numeric[i] = columns.size();
        scaled[i] = scaled(decision);
        columns.add(decision.name());
      }
    }
    costs.names().forEach(name -> columns.add("log " + name));
    this.names = List.copyOf(columns);
  }

  /** The features of a space without known costs. */
  public static Features of(SearchSpace space) {
    return new Features(space, Costs.none());
  }

  /** The features of a space, with what is known of each candidate's costs. */
  public static Features of(SearchSpace space, Costs costs) {
    return new Features(space, costs);
  }

  /** How long a row is. */
  public int count() {
    return names.size();
  }

  /** What each feature is: {@code decision=value}, {@code decision} or {@code log cost}. */
  public List<String> names() {
    return names;
  }

  /** The features of a candidate, which must be in the space. */
  public double[] of(Candidate candidate) {
    double[] row = new double[count()];
    write(space.genome(candidate), row);
    return row;
  }

  /** The features of each genome. */
  public double[][] rows(List<int[]> genomes) {
    double[][] rows = new double[genomes.size()][count()];
    for (int i = 0; i < rows.length; i++) {
      write(genomes.get(i), rows[i]);
    }
    return rows;
  }

  /**
   * Writes the features of a genome.
   *
   * @param genome an index into the values of each decision, active or not
   * @param row overwritten; {@link #count()} long
   */
  public void write(int[] genome, double[] row) {
    Arrays.fill(row, 0);
    boolean[] active = activity.of(genome);
    for (int i = 0; i < genome.length; i++) {
      if (active[i]) {
        row[indicator[i] + genome[i]] = 1;
        if (numeric[i] >= 0) {
          row[numeric[i]] = scaled[i][genome[i]];
        }
      }
    }
    if (!costs.names().isEmpty()) {
      writeCosts(genome, row);
    }
  }

  private void writeCosts(int[] genome, double[] row) {
    double[] values = costs.of(space.candidate(genome));
    int first = count() - costs.names().size();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0) || Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(
            "The cost %s of a candidate is %s, not a positive number"
                .formatted(costs.names().get(i), values[i]));
      }
      row[first + i] = Math.log(values[i]);
    }
  }

  private static double[] scaled(Decision decision) {
    double[] values = decision.values().stream().mapToDouble(Double::parseDouble).toArray();
    double least = Arrays.stream(values).min().orElseThrow();
    double most = Arrays.stream(values).max().orElseThrow();
    // Equal numbers written differently (1, 1.0) have no range.
    double range = most > least ? most - least : 1;
    return Arrays.stream(values).map(value -> (value - least) / range).toArray();
  }

  /** Which decisions of a genome are active, without text. */
  private record Activity(List<Gate[]> gates) {

    /** A condition as numbers: the deciding decision and which of its values allow. */
    private static final class Gate {
      final int decision;
      final boolean[] allows;

      Gate(int decision, boolean[] allows) {
        this.decision = decision;
        this.allows = allows;
      }
    }

    static Activity of(SearchSpace space) {
      List<String> names = space.decisions().stream().map(Decision::name).toList();
      return new Activity(
          space.decisions().stream()
              .map(
                  decision ->
                      decision.conditions().stream()
                          .map(condition -> gate(condition, space, names))
                          .toArray(Gate[]::new))
              .toList());
    }

    private static Gate gate(Condition condition, SearchSpace space, List<String> names) {
      int decision = names.indexOf(condition.decision());
      List<String> values = space.decisions().get(decision).values();
      boolean[] allows = new boolean[values.size()];
      for (int v = 0; v < allows.length; v++) {
        allows[v] = condition.values().contains(values.get(v));
      }
      return new Gate(decision, allows);
    }

    boolean[] of(int[] genome) {
      boolean[] active = new boolean[genome.length];
      for (int i = 0; i < genome.length; i++) {
        active[i] = true;
        for (Gate gate : gates.get(i)) {
          active[i] &= active[gate.decision] && gate.allows[genome[gate.decision]];
        }
      }
      return active;
    }
  }
}
