package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PredictorSelectionTest {
  private static final PredictorSelection SELECTION = PredictorSelection.standard();

  @Test
  void anAdditiveEffectIsLearnedAndTheQualitySaysSo() {
    double[][] rows = rows(80);
    FittedModel model = SELECTION.fit(rows, additive(rows), new Seeds(1));
    double[][] fresh = rows(200);
    double[] mean = new double[200];
    double[] spread = new double[200];
    model.predict(fresh, mean, spread);
    assertThat(PredictorQuality.of(mean, additive(fresh)).kendallTau()).isGreaterThan(0.95);
    assertThat(model.quality().kendallTau()).isGreaterThan(0.95);
    assertThat(model.qualities()).containsKeys("ridge", "gaussian-process");
    assertThat(Arrays.stream(spread)).allMatch(s -> s >= 0 && Double.isFinite(s));
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    double[][] rows = rows(40);
    double[] first = predictions(SELECTION.fit(rows, additive(rows), new Seeds(7)));
    double[] second = predictions(SELECTION.fit(rows, additive(rows), new Seeds(7)));
    assertThat(first).containsExactly(second);
  }

  @Test
  void tooFewRowsAreRefusedWithTheNumberNeeded() {
    double[][] rows = rows(9);
    assertThatThrownBy(() -> SELECTION.fit(rows, additive(rows), new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The selection of a predictor cannot learn from 9 rows, it needs 10");
  }

  @Test
  void constantLabelsAreRefused() {
    assertThatThrownBy(() -> SELECTION.fit(rows(12), new double[12], new Seeds(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("All 12 labels are 0.0: there is nothing to predict");
  }

  @Test
  void theSpreadIsThatOfTheErrorsOfRowsNotSeen() {
    double[][] rows = SampleRows.of(150, 1);
    FittedModel model = SELECTION.fit(rows, SampleRows.noisy(rows, 2), new Seeds(1));
    double[][] fresh = SampleRows.of(400, 3);
    double[] truth = SampleRows.noisy(fresh, 4);
    double[] mean = new double[400];
    double[] spread = new double[400];
    model.predict(fresh, mean, spread);
    double within = 0;
    for (int i = 0; i < 400; i++) {
      within += Math.abs(mean[i] - truth[i]) < 2 * spread[i] ? 1 / 400.0 : 0;
    }
    assertThat(within).isBetween(0.88, 0.995);
  }

  @Test
  void labelsThatDifferInOneRowAloneArePredictedNearTheirMean() {
    double[] labels = new double[12];
    labels[5] = 1;
    FittedModel model = SELECTION.fit(rows(12), labels, new Seeds(1));
    double[] mean = new double[30];
    model.predict(rows(30), mean, new double[30]);
    assertThat(Arrays.stream(mean)).allMatch(m -> m > -1 && m < 2);
  }

  @Test
  void ofVeryManyRowsSomeAreLearnedFrom() {
    double[][] rows = SampleRows.of(701, 1);
    FittedModel model =
        PredictorSelection.of(new Ridge()).fit(rows, SampleRows.noisy(rows, 2), new Seeds(1));
    assertThat(model.quality().rows()).isEqualTo(700);
    assertThat(model.quality().kendallTau()).isGreaterThan(0.85);
  }

  private static double[] predictions(FittedModel model) {
    double[] predictions = new double[60];
    double[] spread = new double[30];
    double[] mean = new double[30];
    model.predict(rows(30), mean, spread);
    System.arraycopy(mean, 0, predictions, 0, 30);
    System.arraycopy(spread, 0, predictions, 30, 30);
    return predictions;
  }

  private static double[][] rows(int n) {
    RandomGenerator random = new Seeds(n).child("rows").generator();
    double[][] rows = new double[n][24];
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j += 3) {
        row[j + random.nextInt(3)] = 1;
      }
    }
    return rows;
  }

  private static double[] additive(double[][] rows) {
    double[] labels = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        labels[i] += rows[i][j] * Math.sin(j + 1);
      }
    }
    return labels;
  }
}
