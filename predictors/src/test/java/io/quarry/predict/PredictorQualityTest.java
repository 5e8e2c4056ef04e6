package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarry.seed.Seeds;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictorQualityTest {
  @Test
  void aPerfectPredictionHasNoErrorAndFullCorrelation() {
    double[] values = {3, 1, 2, 5};
    PredictorQuality quality = PredictorQuality.of(values, values);
    assertThat(quality).isEqualTo(new PredictorQuality(4, 0, 1, 1));
  }

  @Test
  void aReversedOrderHasTauAndRhoOfMinusOne() {
    PredictorQuality quality =
        PredictorQuality.of(new double[] {4, 3, 2, 1}, new double[] {1, 2, 3, 4});
    assertThat(quality.kendallTau()).isEqualTo(-1);
    assertThat(quality.spearmanRho()).isEqualTo(-1);
  }

  @Test
  void theClosedFormsOfATiedExampleAreMet() {
    // Pairs: 6; one tie in x, one in y; 3 concordant, 1 discordant.
    PredictorQuality quality =
        PredictorQuality.of(new double[] {1, 2, 2, 3}, new double[] {1, 3, 2, 2});
    assertThat(quality.kendallTau()).isCloseTo(2 / Math.sqrt(5 * 5), within(1e-12));
    // Ranks 1, 2.5, 2.5, 4 against 1, 4, 2.5, 2.5.
    assertThat(quality.spearmanRho()).isCloseTo(2.25 / 4.5, within(1e-12));
  }

  @Test
  void bothCorrelationsAgreeWithTheirDefinitionsWithAndWithoutTies() {
    RandomGenerator random = new Seeds(1).child("quality").generator();
    for (int round = 0; round < 60; round++) {
      int n = 2 + random.nextInt(60);
      int levels = round % 3 == 0 ? 1_000_000 : 1 + random.nextInt(8);
      double[] x = IntStream.range(0, n).mapToDouble(i -> random.nextInt(levels) - 3).toArray();
      double[] y = IntStream.range(0, n).mapToDouble(i -> random.nextInt(levels) / 7.0).toArray();
      PredictorQuality quality = PredictorQuality.of(x, y);
      assertThat(quality.kendallTau()).isCloseTo(plainTau(x, y), within(1e-12));
      assertThat(quality.spearmanRho()).isCloseTo(plainRho(x, y), within(1e-12));
    }
  }

  @Test
  void positiveAndNegativeZeroAreTied() {
    PredictorQuality quality =
        PredictorQuality.of(new double[] {0.0, -0.0, 1}, new double[] {-0.0, 0.0, 1});
    assertThat(quality.kendallTau()).isEqualTo(1);
    assertThat(quality.spearmanRho()).isEqualTo(1);
  }

  @Test
  void aConstantSideHasNoCorrelation() {
    PredictorQuality quality = PredictorQuality.of(new double[] {7, 7, 7}, new double[] {1, 2, 3});
    assertThat(quality.kendallTau()).isZero();
    assertThat(quality.spearmanRho()).isZero();
  }

  @Test
  void theMapeIsInPercentAndLeavesOutWhatIsNearZero() {
    assertThat(PredictorQuality.of(new double[] {1.1, 3, 5}, new double[] {1, 4, 0}).mapePercent())
        .isCloseTo((10 + 25) / 2.0, within(1e-9));
    assertThat(PredictorQuality.of(new double[] {1, 2}, new double[] {0, 0}).mapePercent()).isNaN();
  }

  @Test
  void valuesThatCannotBePairedAreRefused() {
    assertThatThrownBy(() -> PredictorQuality.of(new double[3], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 predictions cannot be compared with 2 values");
  }

  private static double plainTau(double[] x, double[] y) {
    double sum = 0;
    double untiedX = 0;
    double untiedY = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]);
        untiedX += x[i] == x[j] ? 0 : 1;
        untiedY += y[i] == y[j] ? 0 : 1;
      }
    }
    return untiedX * untiedY == 0 ? 0 : sum / Math.sqrt(untiedX * untiedY);
  }

  private static double plainRho(double[] x, double[] y) {
    double[] a = plainRanks(x);
    double[] b = plainRanks(y);
    double mean = (x.length + 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < x.length; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return aa * bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }

  /** 1 and the number of less values and half the number of other equal ones. */
  private static double[] plainRanks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      ranks[i] = 0.5;
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
    }
    return ranks;
  }
}
