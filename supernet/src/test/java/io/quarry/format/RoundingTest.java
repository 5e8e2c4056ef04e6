package io.quarry.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.format.Rounding.Beyond;
import io.quarry.format.Rounding.ParameterGradient;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all formats have in common, and rounding and gradients against plain ones. */
class RoundingTest {
  private static final List<LevelFormat> FORMATS =
      NumberFormat.all().stream()
          .filter(LevelFormat.class::isInstance)
          .map(LevelFormat.class::cast)
          .toList();

  static Stream<LevelFormat> formats() {
    return FORMATS.stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void levelsAreAscendingFitTheBitsAndIncludeZero(LevelFormat format) {
    double[] levels = format.levels();
    assertThat(levels).isSorted().doesNotHaveDuplicates().contains(0);
    assertThat(levels.length).isLessThanOrEqualTo(1 << format.bits());
    assertThat(levels.length).isGreaterThan(1 << (format.bits() - 1));
    assertThat(format.minLevel(0)).isEqualTo((float) levels[0]);
    assertThat(format.maxLevel(0)).isEqualTo((float) levels[levels.length - 1]);
    double step = Double.POSITIVE_INFINITY;
    for (int i = 1; i < levels.length; i++) {
      step = Math.min(step, levels[i] - levels[i - 1]);
    }
    assertThat(format.smallestStep()).isEqualTo(step);
  }

  /** Every level and every middle between two, and the floats beside both. */
  @ParameterizedTest
  @MethodSource("formats")
  void everyNumberIsRoundedToTheNearestLevel(LevelFormat format) {
    double[] levels = format.levels();
    float[] values = new float[6 * levels.length];
    for (int i = 0; i < levels.length; i++) {
      float middle = (float) ((levels[i] + levels[Math.min(i + 1, levels.length - 1)]) / 2);
      float level = (float) levels[i];
      int at = 6 * i;
      values[at] = level;
      values[at + 1] = Math.nextUp(level);
      values[at + 2] = Math.nextDown(level);
      values[at + 3] = middle;
      values[at + 4] = Math.nextUp(middle);
      values[at + 5] = Math.nextDown(middle);
    }
    float[] rounded = Rounding.perTensor(format, new Grid(1, 0)).round(values);
    for (int i = 0; i < values.length; i++) {
      double best = nearest(levels, values[i]);
      assertThat(Math.abs((double) rounded[i] - values[i]))
          .as("%s of %s", format, values[i])
          .isEqualTo(Math.abs(best - values[i]));
      assertThat(Arrays.binarySearch(levels, rounded[i] + 0.0)).isNotNegative();
    }
  }

  @Property(seed = "1", tries = 500)
  void roundedNumbersStayAsTheyAre(@ForAll("roundings") Rounding rounding, @ForAll int salt) {
    float[] once = rounding.round(values(salt, rounding));
    assertThat(rounding.round(once)).isEqualTo(once);
  }

  @Property(seed = "2", tries = 500)
  void roundingKeepsOrder(@ForAll("roundings") Rounding rounding, @ForAll int salt) {
    float[] values = values(salt, rounding);
    Arrays.sort(values);
    assertThat(rounding.round(values)).isSorted();
  }

  @Property(seed = "3", tries = 500)
  void numbersLieOnTheLevelsAndZeroIsExact(
      @ForAll("roundings") Rounding rounding, @ForAll int salt) {
    float[] values = values(salt, rounding);
    values[0] = 0;
    float[] rounded = rounding.round(values);
    assertThat(rounded[0]).isZero();
    Grid grid = rounding.grids().get(0);
    double[] levels = rounding.format().levels();
    for (float value : rounded) {
      double code = value / grid.scale() + grid.zeroPoint();
      double magnitude = Math.abs(code) + Math.abs(grid.zeroPoint());
      assertThat(nearest(levels, code)).isCloseTo(code, within(1e-5 * magnitude + 1e-30));
    }
  }

  @Property(seed = "4", tries = 500)
  void signedLevelsAreSymmetric(@ForAll("roundings") Rounding rounding, @ForAll int salt) {
    if (rounding.format() instanceof IntegerFormat || rounding.format().minLevel(0) == 0) {
      return; // Integers have one code more below 0.
    }
    float[] values = values(salt, rounding);
    float[] negated = values.clone();
    for (int i = 0; i < values.length; i++) {
      negated[i] = -values[i];
    }
    float[] rounded = rounding.round(values);
    float[] other = rounding.round(negated);
    for (int i = 0; i < values.length; i++) {
      assertThat(other[i]).isEqualTo(-rounded[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void notANumberStaysSo(LevelFormat format) {
    float[] rounded =
        Rounding.perTensor(format, new Grid(1, 0)).round(new float[] {Float.NaN, 1, Float.NaN});
    assertThat(rounded[0]).isNaN();
    assertThat(rounded[2]).isNaN();
  }

  /**
   * The surrogate freezes what rounding adds inside the range: {@code s · (clip(x/s, low, high) +
   * r)}, and with an offset β {@code s · (clip((x−β)/s, 0, n) + r) + β}.
   */
  @ParameterizedTest
  @MethodSource("formats")
  void gradientsAreThoseOfTheStraightThroughSurrogate(LevelFormat format) {
    RandomGenerator random = new Seeds(5).generator();
    double range = format.isScaled() ? 1.5 * format.maxLevel(0) : 100;
    for (Grid grid : grids(format)) {
      int count = 1200;
      float[] values = new float[count];
      float[] outputs = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) (random.nextGaussian() * range / 2 * grid.scale());
        outputs[i] = (float) random.nextGaussian();
      }
      Surrogate surrogate = new Surrogate(format, grid, values);
      float[] inputs = new float[count];
      ParameterGradient found =
          Rounding.backward(format, grid, Beyond.STOPS, values, outputs, 0, count, inputs);
      double scale = grid.scale();
      double offset = surrogate.offset;
      double h = 1e-7;
      double ofScale =
          format.isScaled() ? surrogate.slope(outputs, scale, offset, h * scale, 0) : 0;
      double ofOffset =
          format.hasOffset() ? surrogate.slope(outputs, scale, offset, 0, h * scale) : 0;
      double tolerance = 4e-6 * count * Math.max(1, Math.abs(format.maxLevel(0)));
      if (format.isScaled()) {
        assertThat(found.scale()).isCloseTo(ofScale, within(tolerance));
      } else {
        assertThat(found.scale()).isZero();
      }
      assertThat(found.offset()).isCloseTo(ofOffset, within(1e-3));
      for (int i = 0; i < count; i++) {
        double slope = surrogate.inputSlope(i, scale, offset, 1e-6 * range * scale);
        assertThat((double) inputs[i]).isCloseTo(slope * outputs[i], within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void beyondTheRangeGradientsPassWhereTheyAreTo(LevelFormat format) {
    float far = format.isScaled() ? 3 * format.maxLevel(0) : 100;
    float[] values = {far, -far, 0};
    float[] inputs = new float[3];
    float[] outputs = {1, 2, 3};
    Rounding.backward(format, new Grid(1, 0), Beyond.PASSES, values, outputs, 0, 3, inputs);
    assertThat(inputs).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aSliceIsRoundedAlone(LevelFormat format) {
    float[] values = new float[1500];
    RandomGenerator random = new Seeds(6).generator();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Grid grid = format.grid(-2, 2);
    float[] all = Rounding.perTensor(format, grid).round(values);
    float[] slice = values.clone();
    Rounding.round(format, grid, slice, 3, 1411, slice);
    for (int i = 0; i < values.length; i++) {
      assertThat(slice[i]).isEqualTo(i >= 3 && i < 1411 ? all[i] : values[i]);
    }
  }

  @Provide
  Arbitrary<Rounding> roundings() {
    return Combinators.combine(
            Arbitraries.of(FORMATS),
            Arbitraries.floats().between(-8, 2),
            Arbitraries.floats().between(0.1f, 10))
        .as((format, min, span) -> Rounding.perTensor(format, format.grid(min, min + span)));
  }

  private static List<Grid> grids(LevelFormat format) {
    if (!format.isScaled()) {
      return List.of(new Grid(1, 0));
    }
    int high = format.hasOffset() ? ((CodeFormat) format).maxCode() : 0;
    return List.of(new Grid(1, 0), new Grid(0.37f, 0), new Grid(0.37f, high / 2));
  }

  private static double nearest(double[] levels, double value) {
    int at = Arrays.binarySearch(levels, value);
    if (at >= 0) {
      return value;
    }
    int above = Math.min(-at - 1, levels.length - 1);
    int below = Math.max(-at - 2, 0);
    return value - levels[below] <= levels[above] - value ? levels[below] : levels[above];
  }

  private static float[] values(int salt, Rounding rounding) {
    RandomGenerator random = new Seeds(salt).generator();
    double spread =
        rounding.format().isScaled()
            ? rounding.grids().get(0).scale() * rounding.format().maxLevel(0)
            : 3;
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * spread);
    }
    return values;
  }

  /** Rounding as a smooth function of its parameters, in double. */
  private static final class Surrogate {
    private final double low;
    private final double high;
    private final double offset;
    private final float[] values;
    private final double[] residuals;

    Surrogate(LevelFormat format, Grid grid, float[] values) {
      this.values = values;
      int zero = grid.zeroPoint();
      double least = format.minLevel(zero);
      this.offset = format.hasOffset() ? least * grid.scale() : 0;
      this.low = format.hasOffset() ? 0 : least;
      this.high = format.maxLevel(zero) - (format.hasOffset() ? least : 0);
      float[] rounded = Rounding.perTensor(format, grid).round(values);
      this.residuals = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        double level = (rounded[i] - offset) / grid.scale();
        residuals[i] = level - clip((values[i] - offset) / grid.scale());
      }
    }

    double value(int i, double x, double scale, double beta) {
      return scale * (clip((x - beta) / scale) + residuals[i]) + beta;
    }

    /** The directional derivative of the weighted sum. */
    double slope(float[] outputs, double scale, double beta, double dScale, double dBeta) {
      double difference = 0;
      for (int i = 0; i < values.length; i++) {
        difference +=
            outputs[i]
                * (value(i, values[i], scale + dScale, beta + dBeta)
                    - value(i, values[i], scale - dScale, beta - dBeta));
      }
      return difference / (2 * (dScale + dBeta));
    }

    double inputSlope(int i, double scale, double beta, double h) {
      return (value(i, values[i] + h, scale, beta) - value(i, values[i] - h, scale, beta))
          / (2 * h);
    }

    private double clip(double scaled) {
      return Math.max(low, Math.min(high, scaled));
    }
  }
}
