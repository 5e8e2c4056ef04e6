package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinasSettingsTest {

  @ParameterizedTest
  @CsvSource({"0, 8", "20, 8", "89, 8", "90, 9", "250, 25", "500, 50", "5000, 50"})
  void aBatchIsATenthOfWhatWasMeasuredWithinItsBounds(int measured, int batch) {
    assertThat(new LinasSettings(20, 8, 50, 20_000, 50).batch(measured)).isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 50, 20, 2, initial = 0, 1",
    "1, 0, 50, 20, 2, least-batch = 0, 1",
    "1, 8, 7, 20, 2, most-batch = 7, 8",
    "1, 8, 8, 0, 2, predicted-evaluations = 0, 1",
    "1, 8, 8, 1, 1, population = 1, 2",
  })
  void whatIsOutOfRangeIsNamed(
      int initial, int least, int most, int predicted, int population, String what, int enough) {
    assertThatThrownBy(() -> new LinasSettings(initial, least, most, predicted, population))
        .isInstanceOf(InputException.class)
        .hasMessage("LINAS cannot work with %s%nMaybe choose %d or more.", what, enough);
  }
}
