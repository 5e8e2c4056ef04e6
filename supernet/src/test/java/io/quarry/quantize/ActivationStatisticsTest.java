package io.quarry.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationStatisticsTest {

  @Test
  void extremesAreExactAndEveryNumberIsCounted() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    values[5000] = 3.25f;
    values[5001] = -7.5f;
    ActivationStatistics statistics = ActivationStatistics.of(FloatBuffer.wrap(values));
    assertThat(statistics.min()).isEqualTo(-7.5f);
    assertThat(statistics.max()).isEqualTo(3.25f);
    assertThat(sum(statistics.counts())).isEqualTo(values.length);
    assertThat(statistics.counts()[0]).isEqualTo(1);
    assertThat(statistics.counts()[ActivationStatistics.BINS - 1]).isEqualTo(1);
  }

  @Test
  void ofVeryManyNumbersASampleIsCountedButExtremesStayExact() {
    float[] values = new float[5_000_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 2_654_435_761L & 0xFFFF) / 65536f;
    }
    values[4_999_998] = 2;
    ActivationStatistics statistics = ActivationStatistics.of(FloatBuffer.wrap(values));
    assertThat(statistics.max()).isEqualTo(2);
    float[] counts = statistics.counts();
    assertThat(sum(counts)).isBetween(1_000_000.0, 1_400_000.0);
    assertThat(counts[100] / sum(counts)).isBetween(0.0008, 0.0012);
  }

  @Test
  void constantActivationHasAnEmptyRangeBesideZero() {
    ActivationStatistics statistics =
        ActivationStatistics.of(FloatBuffer.wrap(new float[] {2, 2, 2}));
    assertThat(statistics.range()).isEqualTo(new Range(0, 2));
    assertThat(statistics.range(99.0)).isEqualTo(new Range(0, 2));
  }

  @Test
  void arraysOfNd4jAreReadWhateverTheirLayout() {
    INDArray values = Nd4j.arange(-3, 21).castTo(DataType.FLOAT).reshape(2, 3, 4);
    INDArray column = values.tensorAlongDimension(0, 0, 1);
    assertThat(ActivationStatistics.of(values).max()).isEqualTo(20);
    assertThat(ActivationStatistics.of(values).min()).isEqualTo(-3);
    assertThat(ActivationStatistics.of(column).max()).isEqualTo(column.maxNumber().floatValue());
    assertThat(ActivationStatistics.of(column).min()).isEqualTo(column.minNumber().floatValue());
  }

  @Test
  void numberThatIsNotFiniteIsAnError() {
    float[] values = new float[3000];
    values[2900] = Float.NaN;
    assertThatThrownBy(() -> ActivationStatistics.of(FloatBuffer.wrap(values)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("An activation reaches from NaN to NaN");
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
