package io.quarry.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.pareto.Hypervolume;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Constrained dominance on problems whose feasible fronts are known. */
class ConstrainedProblemsIT {
  private static final Hypervolume BNH = Hypervolume.of(new double[] {140, 50});

  /**
   * Binh and Korn 1997. The front is x = y up to 3 and from there y = 3; 100 points of it have 99.5
   * % of its hypervolume.
   */
  @ParameterizedTest
  @EnumSource(Selection.class)
  void findsTheFrontOfBinhAndKorn(Selection selection, TestReporter reporter) {
    double[][] front =
        IntStream.rangeClosed(0, 5000)
            .mapToObj(i -> i / 1000.0)
            .map(x -> bnh(new double[] {x, Math.min(x, 3)}).objectives())
            .toArray(double[][]::new);
    RealProblem problem = new RealProblem(2, x -> bnh(new double[] {5 * x[0], 3 * x[1]}));
    List<Merit> found = problem.run(selection, 100, 100, new Seeds(1));
    assertThat(found).allMatch(merit -> merit.violation() == 0);
    double share = BNH.volume(objectives(found)) / BNH.volume(front);
    reporter.publishEntry("share of the hypervolume, " + selection, String.valueOf(share));
    assertThat(share).isBetween(0.985, 1.0);
  }

  /**
   * C1-DTLZ1 (Jain and Deb 2014): the front is DTLZ1's plane, on which three objectives sum to ½,
   * and only a thin layer above it is feasible.
   */
  @Test
  void findsTheThinFeasibleLayer(TestReporter reporter) {
    List<Merit> found =
        new RealProblem(7, ConstrainedProblemsIT::c1dtlz1)
            .run(Selection.REFERENCE_POINTS, 92, 500, new Seeds(2));
    assertThat(found).allMatch(merit -> merit.violation() == 0);
    double[] sums =
        found.stream().mapToDouble(m -> DoubleStream.of(m.objectives()).sum()).toArray();
    double distance =
        Stream.of(ReferenceDirections.of(3, 92))
            .mapToDouble(direction -> nearest(direction, found))
            .average()
            .orElseThrow();
    reporter.publishEntry(
        "C1-DTLZ1",
        "sum of objectives up to %s, distance %s"
            .formatted(DoubleStream.of(sums).max().orElseThrow(), distance));
    assertThat(DoubleStream.of(sums).max().orElseThrow()).isLessThan(0.52);
    // Neighbouring targets are 0.06 apart.
    assertThat(distance).isLessThan(0.02);
  }

  /** From where the direction meets the plane to the nearest point found. */
  private static double nearest(double[] direction, List<Merit> found) {
    double sum = DoubleStream.of(direction).sum();
    return found.stream()
        .mapToDouble(
            merit ->
                Math.sqrt(
                    IntStream.range(0, direction.length)
                        .mapToDouble(j -> 0.5 * direction[j] / sum - merit.objectives()[j])
                        .map(d -> d * d)
                        .sum()))
        .min()
        .orElseThrow();
  }

  private static double[][] objectives(List<Merit> merits) {
    return merits.stream().map(Merit::objectives).toArray(double[][]::new);
  }

  private static Merit bnh(double[] x) {
    double first = (x[0] - 5) * (x[0] - 5) + x[1] * x[1] - 25;
    double second = 7.7 - (x[0] - 8) * (x[0] - 8) - (x[1] + 3) * (x[1] + 3);
    return Merit.of(
        new double[] {
          4 * x[0] * x[0] + 4 * x[1] * x[1], (x[0] - 5) * (x[0] - 5) + (x[1] - 5) * (x[1] - 5)
        },
        Math.max(0, first) + Math.max(0, second));
  }

  private static Merit c1dtlz1(double[] x) {
    double g =
        100
            * (x.length
                - 2
                + DoubleStream.of(x)
                    .skip(2)
                    .map(v -> v - 0.5)
                    .map(d -> d * d - Math.cos(20 * Math.PI * d))
                    .sum());
    double[] f = {
      0.5 * x[0] * x[1] * (1 + g), 0.5 * x[0] * (1 - x[1]) * (1 + g), 0.5 * (1 - x[0]) * (1 + g)
    };
    return Merit.of(f, Math.max(0, f[2] / 0.6 + (f[0] + f[1]) / 0.5 - 1));
  }
}
