package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reference points on DTLZ2 (Deb, Thiele, Laumanns and Zitzler 2002) with four and five objectives,
 * whose Pareto front is the part of the unit sphere where all are positive.
 */
class ManyObjectivesIT {
  private static final int GENERATIONS = 250;
  private static final int SEEDS = 3;

  /**
   * A problem and what NSGA-III of pymoo 0.6.2 reached in these settings, medians of 5 seeds.
   *
   * @param pymooVolume hypervolume with the reference (1.1, …)
   * @param pymooDistance inverted generational distance to the targets of all directions
   */
  private record Problem(int objectives, int population, double pymooVolume, double pymooDistance) {

    /** The box of the reference less the part of the unit ball in it. */
    double most() {
      double ball = objectives == 4 ? Math.PI * Math.PI / 2 : 8 * Math.PI * Math.PI / 15;
      return Math.pow(1.1, objectives) - ball / (1 << objectives);
    }
  }

  static Stream<Problem> problems() {
    return Stream.of(new Problem(4, 120, 1.0277, 0.0052), new Problem(5, 126, 1.2689, 0.0110));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void referencePointsSpreadOverTheFront(Problem problem, TestReporter reporter) {
    double[] volumes = new double[SEEDS];
    double[] distances = new double[SEEDS];
    double[] crowdedVolumes = new double[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      double[][] points = run(problem, Selection.REFERENCE_POINTS, seed);
      volumes[seed] = volume(points);
      distances[seed] = distance(points, problem.population());
      crowdedVolumes[seed] = volume(run(problem, Selection.CROWDING, seed));
    }
    reporter.publishEntry(
        Map.of(
            "hypervolume", Arrays.toString(volumes) + " of " + problem.most(),
            "with crowding", Arrays.toString(crowdedVolumes),
            "distance", Arrays.toString(distances)));
    Arrays.sort(volumes);
    Arrays.sort(distances);
    Arrays.sort(crowdedVolumes);
    assertThat(volumes[SEEDS / 2]).isBetween(problem.pymooVolume() * 0.995, problem.most());
    // The targets are about 0.25 apart; with crowding the distance is 0.16.
    assertThat(distances[SEEDS / 2]).isLessThan(problem.pymooDistance() + 0.01);
    assertThat(volumes[0]).isGreaterThan(crowdedVolumes[SEEDS - 1]);
  }

  private static double[][] run(Problem problem, Selection selection, int seed) {
    return new RealProblem(problem.objectives() + 9, x -> Merit.of(dtlz2(x, problem.objectives())))
        .run(selection, problem.population(), GENERATIONS, new Seeds(seed)).stream()
            .map(Merit::objectives)
            .toArray(double[][]::new);
  }

  private static double volume(double[][] points) {
    return Hypervolume.of(DoubleStream.generate(() -> 1.1).limit(points[0].length).toArray())
        .volume(points);
  }

  /** On the unit sphere a direction is its own target. */
  private static double distance(double[][] points, int population) {
    return Stream.of(ReferenceDirections.of(points[0].length, population))
        .mapToDouble(
            target -> Stream.of(points).mapToDouble(p -> distance(p, target)).min().orElseThrow())
        .average()
        .orElseThrow();
  }

  private static double distance(double[] a, double[] b) {
    double square = 0;
    for (int j = 0; j < a.length; j++) {
      square += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return Math.sqrt(square);
  }

  private static double[] dtlz2(double[] x, int objectives) {
    double g = DoubleStream.of(x).skip(objectives - 1L).map(v -> (v - 0.5) * (v - 0.5)).sum();
    double[] f = new double[objectives];
    for (int j = 0; j < objectives; j++) {
      f[j] = 1 + g;
      for (int k = 0; k < objectives - 1 - j; k++) {
        f[j] *= Math.cos(x[k] * Math.PI / 2);
      }
      f[j] *= j == 0 ? 1 : Math.sin(x[objectives - 1 - j] * Math.PI / 2);
    }
    return f;
  }
}
