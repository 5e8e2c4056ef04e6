package io.quarry.tactic;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Objective.Direction;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A task in the manner of networks: every decision adds to quality, with diminishing returns, and
 * to cost; neighbours interact; and there is a latency, which neither of the two tells.
 */
final class Toy {
  static final Objective QUALITY =
      new Objective("quality", "quality_percent", "%", Direction.MAXIMIZE);
  static final Objective COST = Objective.minimize("cost", "cost", "");
  static final Objective LATENCY = Objective.minimize("latency", "latency_ms", "ms");
  private static final int DECISIONS = 10;
  private static final int VALUES = 4;

  final SearchSpace space =
      SearchSpace.of(
          IntStream.range(0, DECISIONS)
              .mapToObj(i -> Decision.ordinal("d" + i, IntStream.range(0, VALUES).boxed().toList()))
              .toList());
  private final double[] worth = new double[DECISIONS];
  private final double[] price = new double[DECISIONS];
  private final double[] delay = new double[DECISIONS];
  private final double[] harmony = new double[DECISIONS];

  Toy(long seed) {
    RandomGenerator random = new Seeds(seed).child("toy").generator();
    for (int i = 0; i < DECISIONS; i++) {
      worth[i] = 1 + 4 * random.nextDouble();
      price[i] = 1 + 4 * random.nextDouble();
      delay[i] = 1 + 4 * random.nextDouble();
      harmony[i] = random.nextDouble();
    }
  }

  Goal goal(String... constraints) {
    return new Goal(
        List.of(QUALITY, COST),
        List.of(constraints).stream()
            .map(text -> Constraint.parse(text, List.of(QUALITY, COST, LATENCY)))
            .toList(),
        List.of(0.0, 200.0));
  }

  Outcome evaluate(Candidate candidate) {
    double quality = 0;
    double cost = 0;
    double latency = 0;
    int before = 0;
    for (int i = 0; i < DECISIONS; i++) {
      int value = value(candidate, i);
      quality += worth[i] * Math.sqrt(value) + (value == before ? harmony[i] : 0);
      cost += price[i] * value;
      latency += delay[i] * value * value;
      before = value;
    }
    return Outcomes.measured(
        candidate, Map.of("quality", quality, "cost", cost, "latency", latency));
  }

  List<Outcome> evaluate(List<Candidate> candidates) {
    return candidates.stream().map(this::evaluate).toList();
  }

  /** The limit of an objective that this share of random candidates keeps. */
  double limit(Objective objective, double share) {
    RandomGenerator random = new Seeds(1).child("limit").generator();
    double[] values =
        IntStream.range(0, 2000)
            .mapToDouble(i -> score(evaluate(space.sample(random)), objective))
            .sorted()
            .toArray();
    return values[(int) (share * values.length)];
  }

  static double score(Outcome outcome, Objective objective) {
    return ((Measurement) outcome).scores().of(objective);
  }

  static double hypervolume(Goal goal, List<Outcome> outcomes) {
    List<double[]> feasible = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Measurement measurement && keeps(goal, measurement)) {
        feasible.add(measurement.scores().canonical(goal.objectives()));
      }
    }
    return Hypervolume.of(goal.referencePoint()).volume(feasible.toArray(double[][]::new));
  }

  static boolean keeps(Goal goal, Measurement measurement) {
    return Constraint.violation(goal.constraints(), measurement.scores()) == 0;
  }

  static int value(Candidate candidate, int decision) {
    return Integer.parseInt(candidate.value("d" + decision));
  }
}
