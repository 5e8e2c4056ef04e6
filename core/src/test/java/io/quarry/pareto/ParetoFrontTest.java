package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Objective;
import io.quarry.objective.Objective.Direction;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  private static final Objective ERROR = Objective.minimize("error", "error_percent", "%");
  private static final Objective SPEED =
      new Objective("speed", "speed_hz", "Hz", Direction.MAXIMIZE);
  private static final Objective SIZE = Objective.minimize("size", "size_bytes", "bytes");
  private static final List<Objective> TWO = List.of(ERROR, SPEED);
  private static final List<Objective> THREE = List.of(ERROR, SPEED, SIZE);

  @Test
  void nothingMeasuredIsAnEmptyFront() {
    assertThat(ParetoFront.of(TWO, List.of()).points()).isEmpty();
  }

  @Test
  void keepsWhatNoOtherDominatesInCanonicalOrder() {
    Measurement fast = measured(1, 30, 9, 0);
    Measurement good = measured(2, 10, 1, 0);
    Measurement both = measured(3, 20, 5, 0);
    Measurement worse = measured(4, 20, 4, 0);
    assertThat(ParetoFront.of(TWO, List.of(fast, worse, both, good)).points())
        .containsExactly(good, both, fast);
  }

  @Test
  void valuesAreMinimisedInTheOrderOfPoints() {
    ParetoFront front = ParetoFront.of(TWO, List.of(measured(1, 30, 9, 0), measured(2, 10, 1, 0)));
    assertThat(front.canonicalValues()).isDeepEqualTo(new double[][] {{10, -1}, {30, -9}});
  }

  @Test
  void candidatesWithEqualScoresAllStay() {
    List<Measurement> equal = List.of(measured(1, 5, 5, 5), measured(2, 5, 5, 5));
    assertThat(ParetoFront.of(THREE, equal).points()).containsExactlyInAnyOrderElementsOf(equal);
  }

  @Test
  void oneCandidateStandsOnceByItsEarliestMeasurement() {
    Measurement early = measured(7, 5, 5, 5);
    Measurement late =
        new Measurement(early.candidate(), early.scores(), provenance("other", 1000));
    assertThat(ParetoFront.of(TWO, List.of(late, early)).points()).containsExactly(early);
    assertThat(ParetoFront.of(TWO, List.of(early, late)).points()).containsExactly(early);
  }

  @Test
  void negativeZeroIsZero() {
    Measurement better = measured(1, 0.0, 9, 0);
    Measurement worse = measured(2, -0.0, 4, 0);
    assertThat(ParetoFront.of(TWO, List.of(worse, better)).points()).containsExactly(better);
  }

  @Property(tries = 100, seed = "11")
  void isWhatPairwiseComparisonLeaves(
      @ForAll long seed, @ForAll @IntRange(max = 80) int count, @ForAll boolean two) {
    List<Objective> objectives = two ? TWO : THREE;
    List<Measurement> all = random(seed, count, 12);
    List<Measurement> expected =
        all.stream()
            .filter(m -> all.stream().noneMatch(other -> dominates(objectives, other, m)))
            .toList();
    assertThat(ParetoFront.of(objectives, all).points())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Property(tries = 60, seed = "12")
  void doesNotDependOnOrder(@ForAll long seed, @ForAll @IntRange(max = 80) int count) {
    List<Measurement> all = random(seed, count, 6);
    List<Measurement> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(ParetoFront.of(THREE, shuffled)).isEqualTo(ParetoFront.of(THREE, all));
  }

  @Property(tries = 60, seed = "13")
  void frontOfAUnionIsTheMergeOfFrontsHoweverAssociated(
      @ForAll long seed, @ForAll @IntRange(max = 50) int count) {
    List<Measurement> all = random(seed, 3 * count, 9);
    List<Measurement> a = all.subList(0, count);
    List<Measurement> b = all.subList(count, 2 * count);
    List<Measurement> c = all.subList(2 * count, 3 * count);
    ParetoFront left = front(a).merge(b).merge(c);
    ParetoFront right = front(a).merge(front(b).merge(c).points());
    assertThat(left).isEqualTo(front(all));
    assertThat(right).isEqualTo(front(all));
  }

  @Property(tries = 60, seed = "14")
  void mergingWhatItHoldsChangesNothing(@ForAll long seed, @ForAll @IntRange(max = 60) int count) {
    ParetoFront front = front(random(seed, count, 20));
    assertThat(front.merge(front.points())).isEqualTo(front);
  }

  @Property(tries = 60, seed = "15")
  void hasTheHypervolumeOfEverythingMeasured(
      @ForAll long seed, @ForAll @IntRange(max = 60) int count) {
    List<Measurement> all = random(seed, count, 20);
    Hypervolume hypervolume = Hypervolume.of(new double[] {21, 1, 21});
    double[][] values = all.stream().map(m -> m.scores().canonical(THREE)).toArray(double[][]::new);
    assertThat(hypervolume.volume(front(all).canonicalValues()))
        .isEqualTo(hypervolume.volume(values));
  }

  /** Quadratic in the measurements this would take minutes. */
  @Test
  void findsASmallFrontAmongAHundredThousand() {
    List<Measurement> all =
        IntStream.range(0, 100_000)
            .mapToObj(i -> measured(i, 20 + i % 997, 20 - i % 7, 20 + i % 991))
            .toList();
    List<Measurement> best = List.of(measured(-1, 1, 50, 9), measured(-2, 9, 50, 1));
    List<Measurement> shuffled =
        new ArrayList<>(Stream.of(all, best).flatMap(List::stream).toList());
    Collections.shuffle(shuffled, new Random(5));
    assertThat(front(shuffled).points()).containsExactlyElementsOf(best);
  }

  private static ParetoFront front(Collection<Measurement> measurements) {
    return ParetoFront.of(THREE, measurements);
  }

  private static boolean dominates(List<Objective> objectives, Measurement a, Measurement b) {
    return ParetoFront.dominates(
        a.scores().canonical(objectives), b.scores().canonical(objectives));
  }

  private static List<Measurement> random(long seed, int count, int levels) {
    RandomGenerator random = new SplittableRandom(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                measured(i, random.nextInt(levels), random.nextInt(levels), random.nextInt(levels)))
        .toList();
  }

  private static Measurement measured(int id, double error, double speed, double size) {
    return new Measurement(
        Candidate.of(Map.of("id", Integer.toString(id))),
        Scores.of(Map.of("error", error, "speed", speed, "size", size)),
        provenance("run", 0));
  }

  private static Provenance provenance(String run, long startedAtMs) {
    return new Provenance(
        run, "c", "s", "d", "v", 1, "host", "cpu", Instant.ofEpochMilli(startedAtMs), 1.5);
  }
}
