package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Nsga2Test {
  private static final List<Integer> CHOICES = List.of(1, 2, 3, 7);
  private static final List<Individual> PARENTS =
      List.of(
          new Individual(List.of(0, 0, 0, 0), List.of(1.0, 5.0)),
          new Individual(List.of(0, 1, 2, 6), List.of(5.0, 1.0)),
          new Individual(List.of(0, 1, 1, 3), List.of(6.0, 6.0)));

  @Test
  void resetDrawsEveryChoiceUniformly() {
    int size = 7000;
    List<int[]> children =
        Nsga2.of(CHOICES, 0, 1).offspring(PARENTS, size, new Seeds(2).generator());
    for (int gene = 0; gene < CHOICES.size(); gene++) {
      int choices = CHOICES.get(gene);
      int[] drawn = new int[choices];
      for (int[] child : children) {
        drawn[child[gene]]++;
      }
      double expected = (double) size / choices;
      double chiSquare =
          IntStream.of(drawn).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
      // 6 degrees of freedom at most: above 22.5 once in 1,000.
      assertThat(chiSquare).as("gene %s: %s", gene, Arrays.toString(drawn)).isLessThan(22.5);
    }
  }

  @Test
  void withoutVariationChildrenAreParents() {
    List<List<Integer>> genomes = PARENTS.stream().map(Individual::genome).toList();
    assertThat(Nsga2.of(CHOICES, 0, 0).offspring(PARENTS, 51, new Seeds(3).generator()))
        .hasSize(51)
        .allSatisfy(child -> assertThat(genomes).contains(Arrays.stream(child).boxed().toList()));
  }

  @Test
  void drawsFromTheGivenGeneratorAlone() {
    Nsga2 nsga2 = Nsga2.of(CHOICES, 0.9, 0.3);
    List<int[]> first = nsga2.offspring(PARENTS, 40, new Seeds(5).generator());
    List<int[]> second = nsga2.offspring(PARENTS, 40, new Seeds(5).generator());
    List<int[]> other = nsga2.offspring(PARENTS, 40, new Seeds(6).generator());
    assertThat(Arrays.deepEquals(second.toArray(), first.toArray())).isTrue();
    assertThat(Arrays.deepEquals(other.toArray(), first.toArray())).isFalse();
  }

  @Test
  void aSingleParentHasChildren() {
    assertThat(
            Nsga2.of(CHOICES, 1, 0.5).offspring(PARENTS.subList(0, 1), 5, new Seeds(5).generator()))
        .hasSize(5);
  }

  @Test
  void survivorsAreTheIndividualsThemselves() {
    assertThat(Nsga2.of(CHOICES, 1, 0.5).survivors(PARENTS, 2))
        .containsExactlyInAnyOrder(PARENTS.get(0), PARENTS.get(1));
    assertThat(Nsga2.of(CHOICES, 1, 0.5).survivors(List.of(), 2)).isEmpty();
  }
}
