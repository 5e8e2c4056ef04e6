package io.quarry.pareto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.problem.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeTest {

  @Test
  void noPointHasNoVolume() {
    assertThat(Hypervolume.of(new double[] {1, 1, 1}).volume(new double[0][])).isZero();
  }

  @Test
  void onePointHasTheVolumeOfItsBox() {
    assertThat(volume(point(2, 3), point(1, 1))).isEqualTo(2);
    assertThat(volume(point(2, 3, 4), point(1, 1, 1))).isEqualTo(6);
    assertThat(volume(point(2, 3, 4, 5), point(1, 1, 1, 1))).isEqualTo(24);
    assertThat(volume(point(2), point(-1))).isEqualTo(3);
    assertThat(volume(point(2, 3, 4, 5, 6, 7, 8), point(1, 1, 1, 1, 1, 1, 1))).isEqualTo(5040);
  }

  /** Examples in the documentation of {@code moocore::hypervolume} (López-Ibáñez), first one. */
  @Test
  void publishedPlanarExampleIsReproduced() {
    double[][] points = {{5, 5}, {4, 6}, {2, 7}, {7, 4}};
    assertThat(volume(point(10, 10), points)).isEqualTo(38);
  }

  /** The same documentation, second example: maximised, reference 0. */
  @Test
  void publishedMaximisedExampleIsReproducedOnNegatedValues() {
    double[][] points = {{-5, -5}, {-4, -6}, {-2, -7}, {-7, -4}};
    assertThat(volume(point(0, 0), points)).isEqualTo(39);
  }

  /**
   * Equidistant points (i/(μ+1), 1−i/(μ+1)) on a linear front are optimal for the reference (1, 1)
   * and dominate ½·μ/(μ+1) (Auger, Bader, Brockhoff and Zitzler 2009, "Theory of the hypervolume
   * indicator", theorem 6; Ishibuchi et al. 2018, "How to specify a reference point").
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 100, 5000})
  void linearPlanarFrontHasItsClosedForm(int count) {
    double[][] points =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> point(i / (count + 1.0), 1 - i / (count + 1.0)))
            .toArray(double[][]::new);
    assertThat(volume(point(1, 1), points)).isCloseTo(0.5 * count / (count + 1.0), within(1e-12));
  }

  /** The lattice points on the plane x+y+z = h: of (h+1)³ unit cells, C(h+2, 3) lie below them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 30})
  void linearSpatialFrontHasItsClosedForm(int h) {
    double[][] points =
        IntStream.rangeClosed(0, h)
            .boxed()
            .flatMap(i -> IntStream.rangeClosed(0, h - i).mapToObj(j -> point(i, j, h - i - j)))
            .toArray(double[][]::new);
    double cube = Math.pow(h + 1, 3);
    double below = h * (h + 1.0) * (h + 2.0) / 6;
    assertThat(volume(point(h + 1, h + 1, h + 1), points)).isEqualTo(cube - below);
  }

  /** The same in four dimensions: C(h+3, 4) cells lie below the lattice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void linearFrontOfFourObjectivesHasItsClosedForm(int h) {
    double[][] points =
        IntStream.rangeClosed(0, h)
            .boxed()
            .flatMap(
                i ->
                    IntStream.rangeClosed(0, h - i)
                        .boxed()
                        .flatMap(
                            j ->
                                IntStream.rangeClosed(0, h - i - j)
                                    .mapToObj(k -> point(i, j, k, h - i - j - k))))
            .toArray(double[][]::new);
    double cube = Math.pow(h + 1, 4);
    double below = h * (h + 1.0) * (h + 2.0) * (h + 3.0) / 24;
    assertThat(volume(point(h + 1, h + 1, h + 1, h + 1), points)).isEqualTo(cube - below);
  }

  /**
   * The lattice points whose values sum to h, in m dimensions: of (h+1)^m cells C(h+m−1, m) lie
   * below.
   */
  @ParameterizedTest
  @CsvSource({"1, 5", "4, 5", "2, 6", "3, 7", "1, 10"})
  void linearFrontOfManyObjectivesHasItsClosedForm(int h, int objectives) {
    double[][] points = lattice(h, objectives).toArray(double[][]::new);
    double below = 1;
    for (int i = 0; i < objectives; i++) {
      below = below * (h + i) / (i + 1);
    }
    assertThat(volume(corner(objectives, h + 1), points))
        .isCloseTo(Math.pow(h + 1, objectives) - below, within(1e-9));
  }

  private static Stream<double[]> lattice(int h, int objectives) {
    if (objectives == 1) {
      return Stream.of(point(h));
    }
    return IntStream.rangeClosed(0, h)
        .boxed()
        .flatMap(
            first ->
                lattice(h - first, objectives - 1)
                    .map(rest -> DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(rest)))
                    .map(DoubleStream::toArray));
  }

  @Test
  void pointsThatAreNotStrictlyBetterThanTheReferenceAreCutAway() {
    double[][] points = {{1, 1, 1}, {2, 0, 0}, {0, 0, 2}, {-9, 5, 0}};
    assertThat(volume(point(2, 2, 2), points)).isEqualTo(1);
  }

  @Property(tries = 300, seed = "1")
  void agreesWithInclusionExclusion(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int dimension,
      @ForAll @IntRange(max = 9) int count,
      @ForAll @IntRange(min = 2, max = 40) int levels) {
    double[][] points = randomPoints(seed, count, dimension, levels);
    double[] reference = corner(dimension, levels);
    assertThat(volume(reference, points)).isEqualTo(inclusionExclusion(reference, points));
  }

  @Property(tries = 60, seed = "2")
  void agreesWithCountingUnitCells(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int dimension,
      @ForAll @IntRange(max = 120) int count,
      @ForAll @IntRange(min = 2, max = 8) int levels) {
    double[][] points = randomPoints(seed, count, dimension, levels);
    assertThat(volume(corner(dimension, levels), points))
        .isEqualTo(countCells(points, dimension, levels));
  }

  @Property(tries = 100, seed = "3")
  void doesNotDependOnOrderDuplicatesOrDominatedPoints(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int dimension,
      @ForAll @IntRange(min = 1, max = 60) int count) {
    double[][] points = randomPoints(seed, count, dimension, 1000);
    double[] reference = corner(dimension, 1000);
    double[][] worse =
        Arrays.stream(points)
            .map(p -> Arrays.stream(p).map(v -> v + 1).toArray())
            .toArray(double[][]::new);
    List<double[]> all =
        new ArrayList<>(Stream.of(points, points, worse).flatMap(Arrays::stream).toList());
    Collections.shuffle(all, new Random(seed));
    assertThat(volume(reference, all.toArray(double[][]::new)))
        .isEqualTo(volume(reference, points));
  }

  @Property(tries = 100, seed = "4")
  void growsExactlyWithPointsThatAreNotDominated(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int dimension,
      @ForAll @IntRange(min = 1, max = 60) int count) {
    double[][] points = randomPoints(seed, count, dimension, 50);
    double[] reference = corner(dimension, 50);
    double[] added = randomPoints(seed + 1, 1, dimension, 50)[0];
    double[][] more =
        Stream.concat(Arrays.stream(points), Stream.of(added)).toArray(double[][]::new);
    boolean covered =
        Arrays.stream(points)
            .anyMatch(p -> ParetoFront.dominates(p, added) || Arrays.equals(p, added));
    double before = volume(reference, points);
    double after = volume(reference, more);
    if (covered) {
      assertThat(after).isEqualTo(before);
    } else {
      assertThat(after).isGreaterThan(before);
    }
  }

  @Property(tries = 50, seed = "5")
  void doesNotDependOnTheOrderOfObjectives(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    double[][] points = randomPoints(seed, count, 4, 30);
    double[][] turned =
        Arrays.stream(points).map(p -> point(p[2], p[3], p[0], p[1])).toArray(double[][]::new);
    assertThat(volume(corner(4, 30), turned)).isEqualTo(volume(corner(4, 30), points));
  }

  @Test
  void leavesThePointsAsTheyAre() {
    double[][] points = {{3, 1}, {1, 3}, {2, 2}};
    Hypervolume.of(point(4, 4)).volume(points);
    assertThat(points).isDeepEqualTo(new double[][] {{3, 1}, {1, 3}, {2, 2}});
  }

  @Test
  void refusesAReferenceWithoutValues() {
    assertThatThrownBy(() -> Hypervolume.of(new double[0]))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "The hypervolume of no objective cannot be computed"
                + System.lineSeparator()
                + "Maybe choose one or more objectives.");
  }

  @Test
  void refusesPointsOfAnotherLength() {
    assertThatThrownBy(() -> volume(point(1, 1), point(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Point [0.0, 0.0, 0.0] does not have the 2 objectives of the reference point");
  }

  @Test
  void refusesValuesThatAreNotFinite() {
    assertThatThrownBy(() -> volume(point(1, 1), point(0, Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Point [0.0, NaN] has the value NaN");
    assertThatThrownBy(() -> Hypervolume.of(point(1, Double.POSITIVE_INFINITY)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Reference point [1.0, Infinity] has the value Infinity");
  }

  private static double volume(double[] reference, double[]... points) {
    return Hypervolume.of(reference).volume(points);
  }

  private static double[] point(double... values) {
    return values;
  }

  private static double[] corner(int dimension, double value) {
    double[] corner = new double[dimension];
    Arrays.fill(corner, value);
    return corner;
  }

  private static double[][] randomPoints(long seed, int count, int dimension, int levels) {
    RandomGenerator random = new SplittableRandom(seed);
    double[][] points = new double[count][dimension];
    for (double[] point : points) {
      Arrays.setAll(point, i -> random.nextInt(levels));
    }
    return points;
  }

  /** Σ over non-empty subsets of (−1)^(size+1) times the volume that all its members dominate. */
  private static double inclusionExclusion(double[] reference, double[][] points) {
    double total = 0;
    for (int subset = 1; subset < 1 << points.length; subset++) {
      double common = 1;
      for (int d = 0; d < reference.length; d++) {
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.length; i++) {
          worst = (subset >> i & 1) == 1 ? Math.max(worst, points[i][d]) : worst;
        }
        common *= reference[d] - worst;
      }
      total += Integer.bitCount(subset) % 2 == 1 ? common : -common;
    }
    return total;
  }

  private static double countCells(double[][] points, int dimension, int levels) {
    long cells = Math.round(Math.pow(levels, dimension));
    double[] cell = new double[dimension];
    long dominated = 0;
    for (long c = 0; c < cells; c++) {
      long rest = c;
      for (int d = 0; d < dimension; d++) {
        cell[d] = rest % levels;
        rest /= levels;
      }
      boolean covered = false;
      for (double[] point : points) {
        covered |= Arrays.equals(point, cell) || ParetoFront.dominates(point, cell);
      }
      dominated += covered ? 1 : 0;
    }
    return dominated;
  }
}
