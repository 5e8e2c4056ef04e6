package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelScaleTest {
  private static final double[] LABELS = {0.5, 2, 8, 1, 3};

  @Test
  void everyScaleStandardisesAndComesBack() {
    for (LabelScale scale : LabelScale.of(LABELS)) {
      double[] scaled = scale.scaled(LABELS);
      assertThat(Arrays.stream(scaled).sum()).isCloseTo(0, within(1e-9));
      assertThat(Arrays.stream(scaled).map(v -> v * v).sum()).isCloseTo(5, within(1e-9));
      for (int i = 0; i < LABELS.length; i++) {
        assertThat(scale.label(scaled[i])).isCloseTo(LABELS[i], within(1e-9));
        double step = 1e-6;
        double slope = (scale.label(scaled[i] + step) - scale.label(scaled[i] - step)) / (2 * step);
        assertThat(scale.spread(scaled[i], 1)).isCloseTo(slope, within(1e-4));
      }
      double logSlopes = Arrays.stream(scaled).map(v -> -Math.log(scale.spread(v, 1))).sum();
      assertThat(scale.logJacobian(LABELS)).isCloseTo(logSlopes, within(1e-9));
    }
  }

  @Test
  void predictionsBeyondTheBoundCountAsJustBeforeIt() {
    LabelScale.of(LABELS).stream()
        .filter(scale -> scale.sign() != 0)
        .forEach(
            scale ->
                assertThat(scale.scaledWithin(new double[] {scale.bound() - scale.sign()})[0])
                    .isCloseTo(-10.0 * scale.sign(), within(1e-3)));
  }

  @Test
  void labelsOfProductsAreLearnedByTheirLogarithm() {
    double[][] rows = SampleRows.of(120, 1);
    double[] products = Arrays.stream(SampleRows.noisy(rows, 2)).map(Math::exp).toArray();
    TrainingSet set =
        new TrainingSet(new Table(rows), IntStream.range(0, 120).toArray(), products, new Seeds(1));
    assertThat(set.scale.sign()).isEqualTo(1);
    double[] sums = SampleRows.noisy(rows, 2);
    TrainingSet plain =
        new TrainingSet(new Table(rows), IntStream.range(0, 120).toArray(), sums, new Seeds(1));
    assertThat(plain.scale.sign()).isZero();
  }
}
