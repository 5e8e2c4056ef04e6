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
