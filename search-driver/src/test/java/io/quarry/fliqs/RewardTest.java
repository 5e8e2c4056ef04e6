package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RewardTest {
  /** The values of the authors' own tests, of cost, β, target and quality. */
  @Test
  void theAbsoluteRewardHasTheAuthorsValues() {
    assertThat(Reward.ABSOLUTE.of(0.8, 15 / 5.0, 1)).isCloseTo(-1.2, within(1e-12));
    assertThat(Reward.ABSOLUTE.of(0.9, 5 / 5.0, 1)).isCloseTo(0.9, within(1e-12));
    assertThat(Reward.ABSOLUTE.of(0.95, 3 / 5.0, 2)).isCloseTo(0.15, within(1e-12));
    assertThat(Reward.ONE_SIDED.of(0.95, 3 / 5.0, 2)).isCloseTo(0.95, within(1e-12));
  }

  @Test
  void aCostAboveTheTargetIsPunishedByAll() {
    for (Reward reward : Reward.values()) {
      assertThat(reward.of(0.5, 1.5, 1)).as(reward.label()).isLessThan(reward.of(0.5, 1, 1));
      assertThat(reward.of(0.5, 1, 1)).as(reward.label()).isEqualTo(0.5);
    }
  }

  @Test
  void aCostBelowTheTargetIsFreeSharedOrPunished() {
    assertThat(Reward.ABSOLUTE.of(0.5, 0.5, 1)).isZero();
    assertThat(Reward.ONE_SIDED.of(0.5, 0.5, 1)).isEqualTo(0.5);
    assertThat(Reward.SOFT_EXPONENTIAL.of(0.5, 0.5, 1)).isEqualTo(1);
    assertThat(Reward.HARD_EXPONENTIAL.of(0.5, 0.5, 1)).isEqualTo(0.5);
    assertThat(Reward.HARD_EXPONENTIAL.of(0.5, 4, 0.5)).isEqualTo(0.25);
  }

  @Test
  void namesAreThoseOfConfigurations() {
    assertThat(Reward.parse("one-sided")).isEqualTo(Reward.ONE_SIDED);
    assertThatThrownBy(() -> Reward.parse("two-sided"))
        .hasMessage(
            "There is no reward two-sided; there are absolute, one-sided, soft-exponential,"
                + " hard-exponential");
  }
}
