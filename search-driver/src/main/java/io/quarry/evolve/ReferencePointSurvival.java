package io.quarry.evolve;

import io.quarry.pareto.NonDominatedSorting;
import java.util.ArrayList;
import java.util.List;

/**
 * Survival by reference points (Deb and Jain 2014, "An evolutionary many-objective optimization
 * algorithm using reference-point-based nondominated sorting approach, part I", algorithms 1 to 4):
 * the last front that does not fit gives those of its members that lie nearest to the directions
 * with the fewest survivors.
 *
 * <p>Two things differ from the paper. The ideal and extreme points are those of the union, without
 * memory. And where the paper draws lots, between directions or among the members of one, the
 * member nearest to its direction is taken, then the earlier: so survival depends on nothing but
 * the individuals.
 */
final class ReferencePointSurvival implements Survival {
  private final double[][] directions;

  /**
   * Survival with given directions.
   *
   * @param directions of length 1; taken over
   */
  ReferencePointSurvival(double[][] directions) {
    this.directions = directions;
  }

  @Override
  public Standing standing(double[][] objectives, double[] violations, int count) {
    int[] ranks = NonDominatedSorting.ranks(objectives, violations);
    int[] places = new int[Math.min(count, ranks.length)];
    int taken = 0;
    List<Integer> chosen = new ArrayList<>();
    for (int rank = 0; taken < places.length; rank++) {
      List<Integer> front = front(ranks, rank);
      if (taken + front.size() > places.length) {
        boolean feasible = violations[front.get(0)] == 0;
        front =
            feasible
                ? niched(objectives, ranks, chosen, front, places.length - taken)
                : front.subList(0, places.length - taken);
      }
      for (int member : front) {
        chosen.add(member);
        places[taken++] = member;
      }
    }
    return new Standing(ranks, new double[ranks.length], places);
  }

  private static List<Integer> front(int[] ranks, int rank) {
    List<Integer> front = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] == rank) {
        front.add(i);
      }
    }
    return front;
  }

  /** Chooses some of the last front (algorithm 4). */
  private List<Integer> niched(
      double[][] objectives, int[] ranks, List<Integer> chosen, List<Integer> last, int count) {
    List<Integer> considered = new ArrayList<>(chosen);
    considered.addAll(last);
    ObjectiveScale scale =
        ObjectiveScale.of(
            considered.stream().map(i -> objectives[i]).toArray(double[][]::new),
            considered.stream().filter(i -> ranks[i] == 0).map(i -> objectives[i]).toList());
    int[] survivors = new int[directions.length];
    for (int member : chosen) {
      survivors[nearest(scale.scaled(objectives[member])).direction()]++;
    }
    List<Niche> waiting = new ArrayList<>();
    for (int member : last) {
      waiting.add(nearest(scale.scaled(objectives[member])));
    }
    List<Integer> members = new ArrayList<>(last);
    List<Integer> picked = new ArrayList<>();
    while (picked.size() < count) {
      int best = 0;
      for (int i = 1; i < waiting.size(); i++) {
        best = isBefore(waiting.get(i), waiting.get(best), survivors) ? i : best;
      }
      survivors[waiting.remove(best).direction()]++;
      picked.add(members.remove(best));
    }
    return picked;
  }

  private static boolean isBefore(Niche a, Niche b, int[] survivors) {
    int more = survivors[a.direction()] - survivors[b.direction()];
    return more == 0 ? a.squaredDistance() < b.squaredDistance() : more < 0;
  }

  /** A direction and the square of a point's distance from the line along it. */
  private record Niche(int direction, double squaredDistance) {}

  /** The direction whose line is the nearest to a point (algorithm 3). */
  private Niche nearest(double[] point) {
    double square = 0;
    for (double value : point) {
      square += value * value;
    }
    int nearest = 0;
    double furthest = Double.NEGATIVE_INFINITY;
    for (int d = 0; d < directions.length; d++) {
      double along = 0;
      for (int j = 0; j < point.length; j++) {
        along += directions[d][j] * point[j];
      }
      if (along > furthest) {
        furthest = along;
        nearest = d;
      }
    }
    return new Niche(nearest, Math.max(0, square - furthest * furthest));
  }
}
