package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What holds for every learner. */
abstract class LearnerContract {
  private final Learner learner;
  private final double leastTau;

  LearnerContract(Learner learner, double leastTau) {
    this.learner = learner;
    this.leastTau = leastTau;
  }

  @Test
  void unseenRowsAreRankedAndTheSpreadIsThatOfTheErrors() {
    double[][] rows = SampleRows.of(300, 1);
    double[] labels = SampleRows.noisy(rows, 2);
    double[][] fresh = SampleRows.of(300, 3);
    double[] truth = SampleRows.noisy(fresh, 4);
    double[] mean = new double[300];
    double[] spread = new double[300];
    learner.fit(rows, labels, new Seeds(5)).predict(fresh, mean, spread);
    assertThat(PredictorQuality.of(mean, truth).kendallTau()).isGreaterThan(leastTau);
    double ratio = 0;
    for (int i = 0; i < 300; i++) {
      assertThat(spread[i]).isPositive().isFinite();
      ratio += Math.pow((mean[i] - truth[i]) / spread[i], 2) / 300;
    }
    assertThat(Math.sqrt(ratio)).isBetween(0.6, 1.7);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    double[][] rows = SampleRows.of(60, 1);
    double[] labels = SampleRows.noisy(rows, 2);
    assertThat(predictions(rows, labels)).containsExactly(predictions(rows, labels));
  }

  @Test
  void labelsOfAnotherUnitGivePredictionsInThatUnit() {
    double[][] rows = SampleRows.of(60, 1);
    double[] labels = SampleRows.noisy(rows, 2);
    double[] scaled = Arrays.stream(labels).map(label -> 1024 * label).toArray();
    double[] plain = predictions(rows, labels);
    double[] inUnit = predictions(rows, scaled);
    for (int i = 0; i < plain.length; i++) {
      assertThat(inUnit[i] / 1024).isCloseTo(plain[i], within(0.05));
    }
  }

  @Test
  void fewRowsAreEnoughAndFewerAreRefusedWithTheNumberNeeded() {
    int fewest = learner.fewestRows();
    double[][] rows = SampleRows.of(fewest, 1);
    double[] labels = SampleRows.noisy(rows, 2);
    assertThat(Arrays.stream(predictions(rows, labels)).allMatch(Double::isFinite)).isTrue();
    assertThatThrownBy(
            () ->
                learner.fit(
                    Arrays.copyOf(rows, fewest - 1),
                    Arrays.copyOf(labels, fewest - 1),
                    new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "%s cannot learn from %d rows, it needs %d"
                .formatted(learner.name(), fewest - 1, fewest));
  }

  @Test
  void whatCannotBeLearnedIsRefused() {
    double[][] rows = SampleRows.of(20, 1);
    double[] labels = SampleRows.noisy(rows, 2);
    assertThatThrownBy(() -> learner.fit(rows, new double[20], new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("All 20 labels are 0.0: there is nothing to predict");
    double[] broken = labels.clone();
    broken[3] = Double.NaN;
    assertThatThrownBy(() -> learner.fit(rows, broken, new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Label 3 is NaN, which no predictor can learn");
    rows[7][2] = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> learner.fit(rows, labels, new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Feature 2 of row 7 is Infinity");
  }

  @Test
  void allRowsAlikeAreLearnedAsTheirMean() {
    double[][] rows = new double[20][5];
    double[] labels = new double[20];
    Arrays.setAll(labels, i -> i % 2);
    double[] mean = new double[20];
    learner.fit(rows, labels, new Seeds(1)).predict(rows, mean, new double[20]);
    assertThat(mean[0]).isBetween(0.2, 0.8);
  }

  private double[] predictions(double[][] rows, double[] labels) {
    double[][] fresh = SampleRows.of(40, 9);
    double[] mean = new double[40];
    learner.fit(rows, labels, new Seeds(5)).predict(fresh, mean, new double[40]);
    return mean;
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.api.Assertions.within(value);
  }
}
