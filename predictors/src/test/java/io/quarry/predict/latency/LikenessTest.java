package io.quarry.predict.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final KernelKind CONV = new KernelKind("conv", List.of("macs", "one", "side"));

  @Test
  void distancesAreBetweenStandardisedLogarithms() {
    FusedKernel small = FusedKernel.of(CONV, Math.E - 1, 1, 0);
    FusedKernel large = FusedKernel.of(CONV, Math.exp(3) - 1, 1, Math.E - 1);
    Likeness likeness = Likeness.of(List.of(small, large));
    // Both features that vary lie one deviation off their mean on either side.
    assertThat(distance(likeness, small, large)).isEqualTo(4);
    assertThat(distance(likeness, small, small)).isZero();
  }

  @Test
  void aFeatureThatNeverVariedTellsNothing() {
    FusedKernel small = FusedKernel.of(CONV, 5, 1, 0);
    FusedKernel large = FusedKernel.of(CONV, 50, 1, 0);
    Likeness likeness = Likeness.of(List.of(small, large));
    assertThat(distance(likeness, small, FusedKernel.of(CONV, 5, 7, 9))).isZero();
  }

  @Test
  void kindsAreUnlikeEachOther() {
    FusedKernel conv = FusedKernel.of(CONV, 5, 1, 0);
    FusedKernel add = FusedKernel.of(new KernelKind("add", CONV.features()), 5, 1, 0);
    FusedKernel unknown = FusedKernel.of(new KernelKind("gelu", CONV.features()), 5, 1, 0);
    Likeness likeness = Likeness.of(List.of(conv, add));
    assertThat(distance(likeness, conv, add)).isInfinite();
    assertThat(distance(likeness, conv, unknown)).isInfinite();
  }

  private static double distance(Likeness likeness, FusedKernel one, FusedKernel other) {
    return likeness.point(one).squaredDistance(likeness.point(other));
  }
}
