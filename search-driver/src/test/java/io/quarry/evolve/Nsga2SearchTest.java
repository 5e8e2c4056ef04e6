package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.pareto.NonDominatedSorting;
import io.quarry.seed.Seeds;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Nsga2SearchTest {
  private static final Nsga2Search.Settings SETTINGS =
      new Nsga2Search.Settings(20, 0.9, 0.05, 0, Selection.CROWDING, 100);
  private static final SearchSpace SPACE = conditional(12);

  /** Ones against zeros, with a bonus for the first gene: the front is known in full. */
  private static final BatchObjective ONES_AND_ZEROS =
      (genomes, objectives, violations) -> {
        for (int i = 0; i < genomes.length; i++) {
          int ones = (int) IntStream.of(genomes[i]).filter(v -> v == 1).count();
          int twos = (int) IntStream.of(genomes[i]).filter(v -> v == 2).count();
          objectives[i][0] = genomes[i].length - ones;
          objectives[i][1] = genomes[i].length - twos;
        }
      };

  @Test
  void findsTheWholeFrontOfAnEasyProblem() {
    SearchSpace space = plain(12);
    Nsga2Search.Result result =
        Nsga2Search.of(space, 2, SETTINGS)
            .run(List.of(), 6000, ONES_AND_ZEROS, new Seeds(1).generator());
    assertThat(result.archive().stream().map(Individual::objectives).distinct())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 12)
                .mapToObj(ones -> List.of((double) ones, 12.0 - ones))
                .toList());
  }

  @Test
  void neverEvaluatesACandidateTwice() {
    Set<Object> candidates = new HashSet<>();
    Nsga2Search.Result result =
        Nsga2Search.of(SPACE, 2, SETTINGS)
            .run(
                List.of(new int[12], new int[12]),
                1000,
                (genomes, objectives, violations) -> {
                  for (int[] genome : genomes) {
                    assertThat(candidates.add(SPACE.candidate(genome))).isTrue();
                  }
                  ONES_AND_ZEROS.evaluate(genomes, objectives, violations);
                },
                new Seeds(2).generator());
    assertThat(result.evaluations()).isEqualTo(1000).isEqualTo(candidates.size());
  }

  @Test
  void stopsWhenASmallSpaceIsExhausted() {
    SearchSpace space = plain(3);
    Nsga2Search.Result result =
        Nsga2Search.of(space, 2, SETTINGS)
            .run(List.of(), 1000, ONES_AND_ZEROS, new Seeds(3).generator());
    assertThat(result.evaluations()).isBetween(20, 27);
    assertThat(result.population()).hasSize(20);
  }

  @Test
  void startsFromTheGivenCandidates() {
    List<int[]> first = new ArrayList<>();
    List<int[]> start = List.of(new int[12], IntStream.generate(() -> 1).limit(12).toArray());
    Nsga2Search.of(SPACE, 2, SETTINGS)
        .run(
            start,
            20,
            (genomes, objectives, violations) -> first.addAll(Arrays.asList(genomes)),
            new Seeds(4).generator());
    assertThat(first).hasSize(20);
    assertThat(SPACE.candidate(first.get(0))).isEqualTo(SPACE.candidate(start.get(0)));
    assertThat(SPACE.candidate(first.get(1))).isEqualTo(SPACE.candidate(start.get(1)));
  }

  @Test
  void archiveIsTheFrontOfAllThatWasSeen() {
    List<double[]> seen = new ArrayList<>();
    Nsga2Search.Result result =
        Nsga2Search.of(
                SPACE, 3, new Nsga2Search.Settings(20, 0.9, 0.1, 0.5, Selection.CROWDING, 9000))
            .run(
                List.of(),
                2000,
                (genomes, objectives, violations) -> {
                  for (int i = 0; i < genomes.length; i++) {
                    for (int j = 0; j < 3; j++) {
                      objectives[i][j] = Math.floorMod(Arrays.hashCode(genomes[i]) * (j + 7), 1000);
                    }
                    seen.add(objectives[i]);
                  }
                },
                new Seeds(5).generator());
    int[] ranks = NonDominatedSorting.ranks(seen.toArray(double[][]::new));
    assertThat(result.archive().stream().map(Individual::objectives))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ranks.length)
                .filter(i -> ranks[i] == 0)
                .mapToObj(i -> Arrays.stream(seen.get(i)).boxed().toList())
                .toList());
  }

  @Test
  void archiveKeepsToItsCapacityAndItsEnds() {
    Nsga2Search.Result result =
        Nsga2Search.of(
                plain(12), 2, new Nsga2Search.Settings(20, 0.9, 0.05, 0, Selection.CROWDING, 5))
            .run(List.of(), 6000, ONES_AND_ZEROS, new Seeds(1).generator());
    assertThat(result.archive()).hasSize(5);
    assertThat(result.archive().get(0).objectives()).isEqualTo(List.of(0.0, 12.0));
    assertThat(result.archive().get(4).objectives()).isEqualTo(List.of(12.0, 0.0));
  }

  @Test
  void prefersFeasibleGenomes() {
    BatchObjective fewOnes =
        (genomes, objectives, violations) -> {
          ONES_AND_ZEROS.evaluate(genomes, objectives, violations);
          for (int i = 0; i < genomes.length; i++) {
            violations[i] = Math.max(0, 25 - objectives[i][0]);
          }
        };
    Nsga2Search.Result result =
        Nsga2Search.of(plain(30), 2, SETTINGS)
            .run(List.of(), 4000, fewOnes, new Seeds(6).generator());
    assertThat(result.population()).allMatch(individual -> individual.violation() == 0);
    assertThat(result.archive().stream().map(Individual::objectives).distinct())
        .containsExactly(
            List.of(25.0, 5.0),
            List.of(26.0, 4.0),
            List.of(27.0, 3.0),
            List.of(28.0, 2.0),
            List.of(29.0, 1.0),
            List.of(30.0, 0.0));
  }

  @Test
  void withoutAFeasibleGenomeTheArchiveHasTheLeastViolating() {
    BatchObjective impossible =
        (genomes, objectives, violations) -> {
          ONES_AND_ZEROS.evaluate(genomes, objectives, violations);
          for (int i = 0; i < genomes.length; i++) {
            violations[i] = 1 + objectives[i][0];
          }
        };
    Nsga2Search.Result result =
        Nsga2Search.of(plain(10), 2, SETTINGS)
            .run(List.of(), 2000, impossible, new Seeds(7).generator());
    assertThat(result.archive())
        .containsExactly(
            new Individual(
                IntStream.generate(() -> 1).limit(10).boxed().toList(), List.of(0.0, 10.0), 1));
  }

  @Test
  void dependsOnTheGeneratorAlone() {
    Nsga2Search search = Nsga2Search.of(SPACE, 2, SETTINGS);
    Nsga2Search.Result first = search.run(List.of(), 500, ONES_AND_ZEROS, new Seeds(8).generator());
    assertThat(search.run(List.of(), 500, ONES_AND_ZEROS, new Seeds(8).generator()))
        .isEqualTo(first);
    assertThat(search.run(List.of(), 500, ONES_AND_ZEROS, new Seeds(9).generator()))
        .isNotEqualTo(first);
  }

  @Test
  void refusesGenomesOfAnotherSpace() {
    Nsga2Search search = Nsga2Search.of(plain(3), 2, SETTINGS);
    assertThatThrownBy(
            () -> search.run(List.of(new int[4]), 10, ONES_AND_ZEROS, new Seeds(1).generator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A genome of 4 decisions does not fit a space of 3");
    assertThatThrownBy(
            () ->
                search.run(
                    List.of(new int[] {0, 3, 0}), 10, ONES_AND_ZEROS, new Seeds(1).generator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Gene 1 has no value number 3");
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new Nsga2Search.Settings(1, 0.9, 0.1, 0, Selection.CROWDING, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Population 1, archive 10");
    assertThatThrownBy(() -> new Nsga2Search.Settings(10, 0.9, 1.1, 0, Selection.CROWDING, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The mutation probability is 1.1");
  }

  private static SearchSpace plain(int genes) {
    return SearchSpace.of(
        IntStream.range(0, genes)
            .mapToObj(i -> Decision.categorical("gene" + i, List.of("a", "b", "c")))
            .toList());
  }

  /** Every second gene is active only when the one before it is not at its first value. */
  private static SearchSpace conditional(int genes) {
    return SearchSpace.of(
        IntStream.range(0, genes)
            .mapToObj(
                i -> {
                  Decision gene = Decision.ordinal("gene" + i, List.of(1, 2, 3));
                  return i % 2 == 0
                      ? gene
                      : gene.when(new Condition("gene" + (i - 1), List.of("2", "3")));
                })
            .toList());
  }
}
