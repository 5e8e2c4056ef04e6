package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProspectsTest {
  private static final Objective A = Objective.minimize("a", "a", "");
  private static final Objective B = Objective.minimize("b", "b", "");
  private static final Objective C = Objective.minimize("c", "c", "");
  private static final double[] REFERENCE = {10, 10};
  private static final double[] MIDDLE = {5, 5};

  /** (4, 6) and (9, 1) add 4 each to what (5, 5) dominates, (4.9, 4.9) little, (6, 6) nothing. */
  @Test
  void withoutDoubtTheGreatestImprovementComesFirst() {
    double[][] means = {{6, 6}, {4, 6}, {4.9, 4.9}, {9, 1}};

    assertThat(prospects(goal(), means, new double[4][2]).choose(9)).containsExactly(1, 3, 2, 0);
    assertThat(prospects(goal(), means, new double[4][2]).choose(2)).containsExactly(1, 3);
  }

  /** Half a spread below its mean, (6, 6) is as good as (4, 4), which adds 11. */
  @Test
  void theFirstIsChosenByALowerBound() {
    double[][] means = {{4, 6}, {6, 6}};

    assertThat(prospects(goal(), means, new double[][] {{0, 0}, {4, 4}}).choose(1))
        .containsExactly(1);
    assertThat(prospects(goal(), means, new double[][] {{0, 0}, {2, 2}}).choose(1))
        .containsExactly(0);
  }

  @Test
  void whatWasChosenIsBelievedSoItsTwinIsNotChosenNext() {
    double[][] means = {{3, 3}, {3, 3}, {9, 1}};

    assertThat(prospects(goal(), means, new double[3][2]).choose(3)).containsExactly(0, 2, 1);
  }

  @Test
  void whatIsUnderWayIsBelievedToo() {
    double[][] means = {{3, 3}, {9, 1}};
    Prospects prospects = prospects(goal(), means, new double[2][2]);
    prospects.believe(new double[] {3, 3});

    assertThat(prospects.choose(2)).containsExactly(1, 0);
  }

  /** The best ones break a constraint on what is not optimised; the least of them comes first. */
  @Test
  void theInfeasibleComeLast() {
    double[][] means = {{1, 1, 9}, {4, 4, 5}, {4.5, 4.5, 6}, {8, 8, 1}};

    assertThat(prospects(goal("c <= 5"), means, new double[4][3]).choose(4))
        .containsExactly(1, 3, 2, 0);
  }

  @Test
  void anInfeasibleOneUnderWayIsNotInTheWay() {
    double[][] means = {{3, 3, 5}, {9, 1, 5}};
    Prospects prospects = prospects(goal("c <= 5"), means, new double[2][3]);
    prospects.believe(new double[] {1, 1, 6});

    assertThat(prospects.choose(2)).containsExactly(0, 1);
  }

  /** None can improve anything: those that are least certain teach most. */
  @Test
  void whereNothingImprovesTheLeastCertainComesFirst() {
    double[][] means = {{20, 20}, {20, 20}, {20, 20}};
    double[][] spreads = {{1, 0}, {3, 0}, {2, 0}};

    assertThat(prospects(goal(), means, spreads).choose(3)).containsExactly(1, 2, 0);
  }

  /** Against whole hypervolumes, with the same draws. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void choosesAsAPlainLoopDoes(long seed) {
    RandomGenerator random = new Seeds(seed).child("means").generator();
    double[][] means = new double[30][2];
    double[][] spreads = new double[30][2];
    for (int i = 0; i < 30; i++) {
      for (int t = 0; t < 2; t++) {
        means[i][t] = 2 + 8 * random.nextDouble();
        spreads[i][t] = 2 * random.nextDouble();
      }
    }

    assertThat(prospects(goal(), means, spreads).choose(7))
        .isEqualTo(plainly(means, spreads, 7, draws().generator()));
  }

  /** A choice by the lower bound, then one by 16 draws in opposite pairs, and so on. */
  private static List<Integer> plainly(
      double[][] means, double[][] spreads, int count, RandomGenerator random) {
    List<double[]> errors = new ArrayList<>();
    for (int pair = 0; pair < 8; pair++) {
      double[] drawn = {0.5 * random.nextGaussian(), 0.5 * random.nextGaussian()};
      errors.add(drawn);
      errors.add(new double[] {-drawn[0], -drawn[1]});
    }
    List<double[]> bound = List.of(new double[] {-0.5, -0.5});
    List<double[]> front = new ArrayList<>(List.of(MIDDLE));
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      int best = -1;
      int vaguest = -1;
      double most = 0;
      for (int i = 0; i < means.length; i++) {
        double gain = 0;
        for (double[] error : chosen.size() % 2 == 0 ? bound : errors) {
          gain +=
              gain(
                  front,
                  means[i][0] + error[0] * spreads[i][0],
                  means[i][1] + error[1] * spreads[i][1]);
        }
        if (!chosen.contains(i) && gain > most * (1 + 1e-12)) {
          best = i;
          most = gain;
        }
        boolean vaguer = vaguest < 0 || spreads[i][0] > spreads[vaguest][0];
        vaguest = !chosen.contains(i) && vaguer ? i : vaguest;
      }
      chosen.add(best < 0 ? vaguest : best);
      front.add(means[best < 0 ? vaguest : best]);
    }
    return chosen;
  }

  private static double gain(List<double[]> front, double a, double b) {
    Hypervolume hypervolume = Hypervolume.of(REFERENCE);
    List<double[]> with = new ArrayList<>(front);
    with.add(new double[] {a, b});
    double gain =
        hypervolume.volume(with.toArray(double[][]::new))
            - hypervolume.volume(front.toArray(double[][]::new));
    return gain > 1e-9 ? gain : 0;
  }

  private static Prospects prospects(Goal goal, double[][] means, double[][] spreads) {
    return new Prospects(
        goal,
        new Surrogates.Prediction(byTarget(means), byTarget(spreads)),
        List.of(MIDDLE),
        draws().generator());
  }

  private static Seeds draws() {
    return new Seeds(1).child("draws");
  }

  private static double[][] byTarget(double[][] rows) {
    double[][] targets = new double[rows[0].length][rows.length];
    for (int t = 0; t < targets.length; t++) {
      int target = t;
      Arrays.setAll(targets[t], i -> rows[i][target]);
    }
    return targets;
  }

  private static Goal goal(String... constraints) {
    return new Goal(
        List.of(A, B),
        List.of(constraints).stream()
            .map(text -> Constraint.parse(text, List.of(A, B, C)))
            .toList(),
        List.of(REFERENCE[0], REFERENCE[1]));
  }
}
