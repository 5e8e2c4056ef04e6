package io.quarry.pareto;

import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The measurements that no other one dominates, in canonical order: by the objectives' minimised
 * values, first objective first, then by key. Of candidates with equal scores all stay; of equal
 * measurements of one candidate the earliest.
 *
 * <p>Immutable. The front of a union does not depend on the order of its parts, as long as a
 * candidate has the same scores in all of them; of contradicting ones the first in order stays.
 *
 * @param objectives what is compared, in this order
 * @param points non-dominated, distinct by key
 */
public record ParetoFront(List<Objective> objectives, List<Measurement> points) {

  public ParetoFront {
    objectives = List.copyOf(objectives);
    points = List.copyOf(points);
  }

  /**
   * The front of the given measurements. Costs O(n·log n) and, with three objectives or more,
   * O(n·f) comparisons, f the size of the front.
   */
  public static ParetoFront of(List<Objective> objectives, Collection<Measurement> measurements) {
    List<Ranked> sorted =
        measurements.stream().map(m -> new Ranked(m, objectives)).sorted(Ranked.ORDER).toList();
    List<Ranked> front = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Ranked next : sorted) {
      if (!isDominated(next, front) && keys.add(next.key())) {
        front.add(next);
      }
    }
    return new ParetoFront(objectives, front.stream().map(ranked -> ranked.measurement).toList());
  }

  /** The front of this one's points and the given measurements. */
  public ParetoFront merge(Collection<Measurement> measurements) {
    List<Measurement> all = new ArrayList<>(points);
    all.addAll(measurements);
    return of(objectives, all);
  }

  /** The points' minimised objective values, in the order of the points. */
  public double[][] canonicalValues() {
    return points.stream().map(p -> p.scores().canonical(objectives)).toArray(double[][]::new);
  }

  /**
   * Pareto dominance of minimised values: {@code a} is nowhere worse and somewhere better.
   *
   * @param a as long as {@code b}
   */
  public static boolean dominates(double[] a, double[] b) {
    boolean better = false;
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
      better |= a[i] < b[i];
    }
    return better;
  }

  /** In lexicographic order a later point never dominates an earlier one. */
  private static boolean isDominated(Ranked next, List<Ranked> front) {
    if (next.values.length <= 2 && !front.isEmpty()) {
      // The last point of a planar front has the least second value so far.
      return dominates(front.get(front.size() - 1).values, next.values);
    }
    for (int i = front.size() - 1; i >= 0; i--) {
      if (dominates(front.get(i).values, next.values)) {
        return true;
      }
    }
    return false;
  }

  /** A measurement with what it is compared by; the key costs a digest and is made when needed. */
  private static final class Ranked {
    static final Comparator<Ranked> ORDER =
        Comparator.comparing((Ranked ranked) -> ranked.values, Arrays::compare)
            .thenComparing(Ranked::key)
            .thenComparing(ranked -> ranked.measurement.provenance().startedAt())
            .thenComparing(ranked -> ranked.measurement.provenance().run());

    final Measurement measurement;
    final double[] values;
    private String key = "";

    Ranked(Measurement measurement, List<Objective> objectives) {
      this.measurement = measurement;
      this.values = measurement.scores().canonical(objectives);
    }

    String key() {
      if (key.isEmpty()) {
        key = measurement.candidate().key();
      }
      return key;
    }
  }
}
