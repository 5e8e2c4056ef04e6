package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LikeliestGenomesTest {
  @Test
  void theFirstHasTheMostProbableValues() {
    double[][] logs = {{Math.log(0.2), Math.log(0.8)}, {0}, {Math.log(0.6), Math.log(0.4)}};
    List<int[]> all = all(logs);
    assertThat(all)
        .containsExactly(
            new int[] {1, 0, 0}, new int[] {1, 0, 1}, new int[] {0, 0, 0}, new int[] {0, 0, 1});
  }

  @Property(tries = 100)
  void allComeOnceAndInOrder(@ForAll long seed) {
    RandomGenerator random = new Seeds(seed).generator();
    double[][] logs = new double[1 + random.nextInt(5)][];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = random.doubles(1 + random.nextInt(4)).map(p -> -9 * p).toArray();
    }
    List<int[]> given = all(logs);
    List<int[]> expected = new ArrayList<>(List.of(new int[logs.length]));
    for (int i = 0; i < logs.length; i++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] genome : expected) {
        for (int value = 0; value < logs[i].length; value++) {
          int[] copy = genome.clone();
          copy[i] = value;
          longer.add(copy);
        }
      }
      expected = longer;
    }
    assertThat(given).containsExactlyInAnyOrderElementsOf(expected);
    double[] probabilities = given.stream().mapToDouble(genome -> log(logs, genome)).toArray();
    for (int i = 1; i < probabilities.length; i++) {
      assertThat(probabilities[i]).isLessThanOrEqualTo(probabilities[i - 1] + 1e-9);
    }
  }

  private static double log(double[][] logs, int[] genome) {
    double sum = 0;
    for (int i = 0; i < genome.length; i++) {
      sum += logs[i][genome[i]];
    }
    return sum;
  }

  @Test
  void whatIsNotFreeKeepsItsMostProbableValue() {
    double[][] logs = {{-2, -1}, {-3, -1, -2}, {-2, -1}};
    assertThat(all(logs, false, true, false))
        .containsExactly(new int[] {1, 1, 1}, new int[] {1, 2, 1}, new int[] {1, 0, 1});
  }

  private static List<int[]> all(double[][] logs) {
    boolean[] free = new boolean[logs.length];
    Arrays.fill(free, true);
    return all(logs, free);
  }

  private static List<int[]> all(double[][] logs, boolean... free) {
    List<int[]> all = new ArrayList<>();
    new LikeliestGenomes(logs, free).forEachRemaining(all::add);
    return all;
  }
}
