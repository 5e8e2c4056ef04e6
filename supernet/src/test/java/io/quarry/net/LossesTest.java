package io.quarry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossesTest {
  private static final int CLASSES = 4;
  private static final int[] LABELS = {2, 0, 3};

  @Test
  void equalLogitsCostTheLogarithmOfTheClasses() {
    float[] targets = Losses.smoothedLabels(LABELS, CLASSES, 0.1);
    assertThat(Losses.crossEntropy(new float[12], targets, CLASSES, new float[12]))
        .isCloseTo(Math.log(CLASSES), within(1e-7));
  }

  @Test
  void smoothedLabelsSumToOne() {
    float[] targets = Losses.smoothedLabels(LABELS, CLASSES, 0.2);
    assertThat(targets).hasSize(12);
    assertThat(targets[2]).isCloseTo(0.85f, within(1e-6f));
    assertThat(targets[0] + targets[1] + targets[2] + targets[3]).isCloseTo(1f, within(1e-6f));
  }

  @Test
  void aMixedTargetCostsTheMixOfTheTwoLosses() {
    float[] logits = Networks.random(12, "logits");
    float[] labels = Losses.smoothedLabels(LABELS, CLASSES, 0.1);
    float[] teacher = Losses.softmax(Networks.random(12, "teacher"), CLASSES);
    float[] ignored = new float[12];
    double mixed =
        Losses.crossEntropy(logits, Losses.mixed(labels, teacher, 0.3), CLASSES, ignored);
    double apart =
        0.7 * Losses.crossEntropy(logits, labels, CLASSES, ignored)
            + 0.3 * Losses.crossEntropy(logits, teacher, CLASSES, ignored);
    assertThat(mixed).isCloseTo(apart, within(1e-6));
  }

  @Test
  void theGradientEqualsFiniteDifferences() {
    float[] logits = Networks.random(12, "logits");
    float[] targets =
        Losses.mixed(
            Losses.smoothedLabels(LABELS, CLASSES, 0.1),
            Losses.softmax(Networks.random(12, "teacher"), CLASSES),
            0.5);
    float[] gradient = new float[12];
    Losses.crossEntropy(logits, targets, CLASSES, gradient);
    float h = 1f / 1024;
    for (int i = 0; i < logits.length; i++) {
      float[] above = logits.clone();
      float[] below = logits.clone();
      above[i] += h;
      below[i] -= h;
      double difference =
          Losses.crossEntropy(above, targets, CLASSES, new float[12])
              - Losses.crossEntropy(below, targets, CLASSES, new float[12]);
      assertThat((double) gradient[i])
          .isCloseTo(difference / ((double) above[i] - below[i]), within(1e-5));
    }
  }

  @Test
  void aLogitThatIsNoNumberShowsInTheLoss() {
    float[] logits = new float[12];
    logits[5] = Float.NaN;
    float[] targets = Losses.smoothedLabels(LABELS, CLASSES, 0);
    assertThat(Losses.crossEntropy(logits, targets, CLASSES, new float[12])).isNaN();
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    float[] logits = {1000f, -1000f, 0f, 0f};
    float[] targets = Losses.smoothedLabels(new int[] {1}, CLASSES, 0);
    assertThat(Losses.crossEntropy(logits, targets, CLASSES, new float[4]))
        .isCloseTo(2000.0, within(1e-6));
    assertThat(Losses.softmax(logits, CLASSES)).containsExactly(1f, 0f, 0f, 0f);
  }
}
