package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final double[] LABELS = IntStream.range(0, 40).mapToDouble(i -> i).toArray();
  private static final LabelScale SCALE = LabelScale.of(LABELS).get(0);

  @Test
  void errorsThatCancelAreCombinedHalfAndHalf() {
    double[] above = shifted(1);
    double[] below = shifted(-1);
    double[] far = shifted(9);
    double[] shares = Shares.of(SCALE, new double[][] {far, above, below}, LABELS, i -> true);
    assertThat(shares).containsExactly(new double[] {0, 0.5, 0.5}, within(1e-12));
    int[] fold = IntStream.range(0, 40).map(i -> i % 5).toArray();
    double[] combined =
        Shares.combineUnseen(SCALE, new double[][] {far, above, below}, LABELS, fold, 5);
    assertThat(combined).containsExactly(LABELS, within(1e-9));
  }

  @Test
  void aPredictorErrsLessOnlyByMoreThanChance() {
    double[] good = shifted(0.5);
    double[] bad = shifted(1);
    assertThat(Shares.errsLess(SCALE, good, bad, LABELS, 0.02)).isTrue();
    assertThat(Shares.errsLess(SCALE, bad, good, LABELS, 0.02)).isFalse();
    assertThat(Shares.errsLess(SCALE, good, good, LABELS, 0)).isFalse();
    double[] luckyOnce = bad.clone();
    luckyOnce[7] = LABELS[7];
    luckyOnce[9] = LABELS[9] + 1.5;
    assertThat(Shares.errsLess(SCALE, luckyOnce, bad, LABELS, 0)).isFalse();
  }

  private static double[] shifted(double by) {
    return Arrays.stream(LABELS).map(label -> label + by).toArray();
  }
}
