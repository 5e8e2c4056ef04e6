package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The selected predictor on searches that others recorded; {@link PredictorTable} prints more. */
class RecordedSearchesIT {
  private static final int SPLITS = 3;

  @BeforeAll
  static void needData() {
    assumeTrue(RecordedRows.arePresent(), "The recorded searches are not there");
  }

  @Test
  void rowsThatAreOneCandidateHaveOneAccuracy() {
    RecordedRows rows = RecordedRows.resNet50();
    assertThat(rows.candidates()).hasSize(500);
    double[] accuracy = rows.labelsOf("accuracy");
    int repeated = 0;
    for (int i = 0; i < accuracy.length; i++) {
      int first = rows.candidates().indexOf(rows.candidates().get(i));
      repeated += first < i ? 1 : 0;
      assertThat(accuracy[i]).isEqualTo(accuracy[first]);
    }
    assertThat(repeated).isGreaterThanOrEqualTo(20);
  }

  @Test
  void jointlySearchedResNet50IsRankedFrom100Rows() {
    RecordedRows rows = RecordedRows.resNet50();
    assertThat(selectedTau(rows, "accuracy", 100, 100)).isGreaterThan(0.86);
    assertThat(selectedTau(rows, "latency", 100, 100)).isGreaterThan(0.83);
  }

  @Test
  void bertIsRankedFrom50Rows() {
    RecordedRows rows = RecordedRows.bert();
    assertThat(selectedTau(rows, "accuracy", 50, 800)).isGreaterThan(0.81);
    assertThat(selectedTau(rows, "macs", 50, 800)).isGreaterThan(0.96);
  }

  private static double selectedTau(RecordedRows rows, String objective, int train, int test) {
    return PredictorTable.measure(rows, Costs.none(), objective, train, test, SPLITS)
        .get("selected")[0];
  }
}
