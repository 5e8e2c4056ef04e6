package io.quarry.predict;

import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The numbers by which predictors know a candidate.
 *
 * <ul>
 *   <li>Every value of every decision has an indicator: 1 where the decision is active and has that
 *       value, else 0. An ordinal decision with three values or more also has its value, scaled
 *       from the decision's range to 0 … 1, so that what is linear in it costs one number to learn.
 *   <li>Decisions of one kind whose names differ in numbers alone ({@code stage1.kernel}, {@code
 *       stage2.kernel}) are pooled: how many of them have a value, and whether rather early or late
 *       ones do. So a few rows tell what they have in common, and more rows where they differ.
 *   <li>Known costs come last, as their logarithms.
 * </ul>
 *
 * <p>An inactive decision contributes nothing, so two genomes of one candidate have the same
 * features. Immutable and thread-safe.
 */
public final class Features {
  private final SearchSpace space;
  private final Costs costs;
  private final List<String> names;
  private final Activity activity;

  /** By decision and value: the features it adds to, and how much. */
  private final int[][][] features;

  private final double[][][] amounts;

  private Features(SearchSpace space, Costs costs) {
    this.space = space;
    this.costs = costs;
    this.activity = Activity.of(space);
    Columns columns = new Columns(space);
    for (int i = 0; i < space.dimension(); i++) {
      columns.addOwn(i);
    }
    Pool.of(space).forEach(pool -> pool.addTo(columns));
    this.features = columns.features();
    this.amounts = columns.amounts();
    List<String> all = new ArrayList<>(columns.names());
    costs.names().forEach(name -> all.add("log " + name));
    this.names = List.copyOf(all);
  }

  /** Which feature holds the logarithm of a known cost; empty when that cost is not known. */
  public OptionalInt cost(String name) {
    int at = costs.names().indexOf(name);
    return at < 0 ? OptionalInt.empty() : OptionalInt.of(count() - costs.names().size() + at);
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

  /** What each feature is, for people; distinct. */
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
   * Writes the features of a genome. Without known costs no object but a few bytes is made.
   *
   * @param genome an index into the values of each decision, active or not
   * @param row overwritten; {@link #count()} long
   * @throws IllegalArgumentException when a cost is not a positive number
   */
  public void write(int[] genome, double[] row) {
    Arrays.fill(row, 0);
    boolean[] active = activity.of(genome);
    for (int i = 0; i < genome.length; i++) {
      if (active[i]) {
        int[] at = features[i][genome[i]];
        double[] amount = amounts[i][genome[i]];
        for (int k = 0; k < at.length; k++) {
          row[at[k]] += amount[k];
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

  /** Features under construction. */
  static final class Columns {
    private final SearchSpace space;
    private final List<String> names = new ArrayList<>();
    private final List<List<List<Integer>>> features = new ArrayList<>();
    private final List<List<List<Double>>> amounts = new ArrayList<>();

    private Columns(SearchSpace space) {
      this.space = space;
      for (Decision decision : space.decisions()) {
        List<List<Integer>> at = new ArrayList<>();
        List<List<Double>> amount = new ArrayList<>();
        for (int v = 0; v < decision.values().size(); v++) {
          at.add(new ArrayList<>());
          amount.add(new ArrayList<>());
        }
        features.add(at);
        amounts.add(amount);
      }
    }

    Decision decision(int i) {
      return space.decisions().get(i);
    }

    /** A new feature. */
    int add(String name) {
      names.add(name);
      return names.size() - 1;
    }

    /** That a decision's value adds an amount to a feature. */
    void put(int decision, int value, int feature, double amount) {
      if (amount != 0) {
        features.get(decision).get(value).add(feature);
        amounts.get(decision).get(value).add(amount);
      }
    }

    private void addOwn(int i) {
      Decision decision = decision(i);
      for (int v = 0; v < decision.values().size(); v++) {
        put(i, v, add(decision.name() + "=" + decision.values().get(v)), 1);
      }
      if (isNumeric(decision)) {
        int feature = add(decision.name());
        double[] scaled = scaled(decision);
        for (int v = 0; v < scaled.length; v++) {
          put(i, v, feature, scaled[v]);
        }
      }
    }

    /** Whether the numbers say more than the indicators do. */
    static boolean isNumeric(Decision decision) {
      return decision.kind() == Decision.Kind.ORDINAL && decision.values().size() > 2;
    }

    /** The values from the decision's range to 0 … 1. */
    static double[] scaled(Decision decision) {
      double[] values = decision.values().stream().mapToDouble(Double::parseDouble).toArray();
      double least = Arrays.stream(values).min().orElseThrow();
      double most = Arrays.stream(values).max().orElseThrow();
      // Equal numbers written differently (1, 1.0) have no range.
      double range = most > least ? most - least : 1;
      return Arrays.stream(values).map(value -> (value - least) / range).toArray();
    }

    private List<String> names() {
      return names;
    }

    private int[][][] features() {
      return features.stream()
          .map(
              values ->
                  values.stream()
                      .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                      .toArray(int[][]::new))
          .toArray(int[][][]::new);
    }

    private double[][][] amounts() {
      return amounts.stream()
          .map(
              values ->
                  values.stream()
                      .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
                      .toArray(double[][]::new))
          .toArray(double[][][]::new);
    }
  }
}
