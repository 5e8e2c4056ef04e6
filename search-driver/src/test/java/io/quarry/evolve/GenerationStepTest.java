package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenetics.Genotype;
import io.jenetics.IntegerChromosome;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.quarry.pareto.ParetoFront;
import io.quarry.seed.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GenerationStepTest {
  private static final GenerationStep<IntegerGene> CLONES =
      new GenerationStep<>(
          new PairCrossover<IntegerGene>(0, PairCrossover::exchangeUniformly), Selection.CROWDING);

  /** Worked by hand: of A to E on one front, B is the closest to its neighbours, then C. */
  @Test
  void theLastFrontIsCutByCrowdingDistance() {
    List<Phenotype<IntegerGene, Merit>> front =
        List.of(point(0, 0, 10), point(1, 1, 8), point(2, 2, 7), point(3, 6, 3), point(4, 10, 0));
    assertThat(ids(CLONES.survivors(front, 4))).containsExactlyInAnyOrder(0, 2, 3, 4);
    assertThat(ids(CLONES.survivors(front, 3))).containsExactlyInAnyOrder(0, 3, 4);
  }

  @Test
  void crowdingIsMeasuredWithinAFront() {
    // 3 and 4 crowd 1 in space but are of the second front; in the first, 1 is alone in a wide gap.
    List<Phenotype<IntegerGene, Merit>> union =
        List.of(
            point(0, 0, 10),
            point(1, 5, 5),
            point(2, 10, 0),
            point(5, 9, 1),
            point(3, 5.1, 5.1),
            point(4, 5.2, 5.05));
    assertThat(ids(CLONES.survivors(union, 3))).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void equalsSurviveInTheirOrder() {
    List<Phenotype<IntegerGene, Merit>> equal =
        List.of(point(3, 1, 1), point(1, 1, 1), point(2, 1, 1), point(0, 1, 1));
    List<Integer> first = ids(CLONES.survivors(equal, 2));
    assertThat(ids(CLONES.survivors(equal, 2))).isEqualTo(first);
    assertThat(first).hasSize(2).contains(3);
  }

  @Test
  void feasibleIndividualsSurviveBeforeBetterInfeasibleOnes() {
    List<Phenotype<IntegerGene, Merit>> union =
        List.of(violating(0, 0.5, 1, 1), point(1, 9, 9), violating(2, 0.1, 5, 5), point(3, 8, 9.5));
    assertThat(ids(CLONES.survivors(union, 3))).containsExactlyInAnyOrder(1, 3, 2);
  }

  @Property(tries = 100, seed = "31")
  void noSurvivorIsOfAHigherRankThanOneLeftBehind(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(max = 45) int count,
      @ForAll @IntRange(min = 2, max = 4) int objectives) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Phenotype<IntegerGene, Merit>> union =
        IntStream.range(0, size)
            .mapToObj(i -> point(i, random.ints(objectives, 0, 8).asDoubleStream().toArray()))
            .toList();
    Set<Integer> survivors = Set.copyOf(ids(CLONES.survivors(union, count)));
    assertThat(survivors).hasSize(Math.min(size, count));
    int[] ranks = peel(union);
    int worstIn = survivors.stream().mapToInt(i -> ranks[i]).max().orElse(-1);
    int bestOut =
        IntStream.range(0, size)
            .filter(i -> !survivors.contains(i))
            .map(i -> ranks[i])
            .min()
            .orElse(Integer.MAX_VALUE);
    assertThat(worstIn).isLessThanOrEqualTo(bestOut);
  }

  /** In a tournament of two with replacement the best of n wins with probability 1−(1−1/n)². */
  @Test
  void tournamentsPreferTheBetterOfTwo() {
    int n = 10;
    List<Phenotype<IntegerGene, Merit>> chain =
        IntStream.range(0, n).mapToObj(i -> point(i, i, i)).toList();
    int draws = 20_000;
    int[] chosen = new int[n];
    CLONES
        .offspring(chain, draws, new Seeds(4).generator())
        .forEach(child -> chosen[child.gene().intValue()]++);
    for (int i = 0; i < n; i++) {
      double expected = draws * (2.0 * (n - i) - 1) / (n * n);
      assertThat((double) chosen[i])
          .isBetween(expected - 4.5 * Math.sqrt(expected), expected + 4.5 * Math.sqrt(expected));
    }
  }

  /** Of ten on a front, 1 to 3 are crowded: they win among themselves alone, 9 % of the time. */
  @Test
  void atEqualRankTheLonelierWins() {
    List<Phenotype<IntegerGene, Merit>> front = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      double x = i < 5 ? i : 10.0 * i;
      front.add(point(i, x, 200 - 2 * x));
    }
    long crowded =
        CLONES.offspring(front, 4000, new Seeds(8).generator()).stream()
            .mapToInt(child -> child.gene().intValue())
            .filter(id -> id >= 1 && id <= 3)
            .count();
    assertThat(crowded).isBetween(280L, 440L);
  }

  private static Phenotype<IntegerGene, Merit> violating(
      int id, double violation, double... values) {
    return Phenotype.of(point(id, values).genotype(), 0, Merit.of(values, violation));
  }

  private static Phenotype<IntegerGene, Merit> point(int id, double... values) {
    return Phenotype.of(
        Genotype.of(IntegerChromosome.of(List.of(IntegerGene.of(id, 0, 1000)))),
        0,
        Merit.of(values));
  }

  private static List<Integer> ids(List<Phenotype<IntegerGene, Merit>> points) {
    return points.stream().map(p -> p.genotype().gene().intValue()).collect(Collectors.toList());
  }

  /** Ranks by taking off one front after the other. */
  private static int[] peel(List<Phenotype<IntegerGene, Merit>> union) {
    int[] ranks = new int[union.size()];
    List<Integer> left = new ArrayList<>(IntStream.range(0, union.size()).boxed().toList());
    for (int rank = 0; !left.isEmpty(); rank++) {
      List<Integer> rest = List.copyOf(left);
      List<Integer> front =
          rest.stream()
              .filter(
                  i ->
                      rest.stream()
                          .noneMatch(
                              j ->
                                  ParetoFront.dominates(
                                      union.get(j).fitness().objectives(),
                                      union.get(i).fitness().objectives())))
              .toList();
      for (int i : front) {
        ranks[i] = rank;
      }
      left.removeAll(front);
    }
    return ranks;
  }
}
