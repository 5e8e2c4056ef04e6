package io.quarry.evolve;

import io.quarry.pareto.CrowdingDistance;
import io.quarry.pareto.ParetoFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The genomes that no other one seen dominates, under constrained dominance. When there are too
 * many, the most crowded go. Not thread-safe.
 */
final class ParetoArchive {
  private final int capacity;
  private List<Scored> members = new ArrayList<>();

  /** A genome with its scores; taken over, not copied. */
  private static final class Scored {
    final int[] genome;
    final double[] objectives;
    final double violation;

    Scored(int[] genome, double[] objectives, double violation) {
      this.genome = genome;
      this.objectives = objectives;
      this.violation = violation;
    }

    boolean dominates(Scored other) {
      return violation == other.violation
          ? ParetoFront.dominates(objectives, other.objectives)
          : violation < other.violation;
    }
  }

  ParetoArchive(int capacity) {
    this.capacity = capacity;
  }

  /** Takes in a genome that was not seen before, unless a member dominates it. */
  void add(int[] genome, double[] objectives, double violation) {
    Scored added = new Scored(genome, objectives, violation);
    int kept = 0;
    for (int i = 0; i < members.size(); i++) {
      Scored member = members.get(i);
      if (member.dominates(added)) {
        return;
      }
      if (!added.dominates(member)) {
        members.set(kept++, member);
      }
    }
    members.subList(kept, members.size()).clear();
    members.add(added);
    if (members.size() > 2 * capacity) {
      thin();
    }
  }

  /** At most as many as fit, in ascending order of the first objective, then of the others. */
  List<Individual> individuals() {
    if (members.size() > capacity) {
      thin();
    }
    return members.stream()
        .sorted(Comparator.comparing((Scored member) -> member.objectives, Arrays::compare))
        .map(member -> individual(member.genome, member.objectives, member.violation))
        .toList();
  }

  static Individual individual(int[] genome, double[] objectives, double violation) {
    return new Individual(
        IntStream.of(genome).boxed().toList(),
        Arrays.stream(objectives).boxed().toList(),
        violation);
  }

  private void thin() {
    double[][] objectives = members.stream().map(m -> m.objectives).toArray(double[][]::new);
    double[] crowding = CrowdingDistance.of(objectives, new int[objectives.length]);
    members =
        new ArrayList<>(
            IntStream.range(0, crowding.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -crowding[i]))
                .limit(capacity)
                .map(members::get)
                .toList());
  }
}
