package io.quarry.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void slopeIsTheDerivativeWhereverThereIsOne(Activation activation) {
    float h = 0.0625f;
    for (int i = 0; i < 30; i++) {
      float x = -5.7f + 0.4f * i;
      float difference = (activation.of(x + h) - activation.of(x - h)) / (2 * h);
      assertThat(activation.slope(activation.of(x)))
          .as("%s at %s", activation, x)
          .isCloseTo(difference, within(1e-5f));
    }
  }

  @Test
  void hardSigmoidIsThatOfMobileNetV3() {
    for (float x : new float[] {-9, -3, -1.5f, 0, 1, 3, 9}) {
      assertThat(Activation.HARD_SIGMOID.of(x))
          .isCloseTo(Math.max(0, Math.min(6, x + 3)) / 6, within(1e-6f));
    }
  }
}
