package io.quarry.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.ordinal("depth", List.of(1, 2, 5)),
              Decision.categorical("kind", List.of("a", "b"))
                  .when(new Condition("depth", List.of("2", "5"))),
              Decision.ordinal("width", List.of(8, 16)).when(new Condition("kind", List.of("b")))));

  @Test
  void everyValueHasAnIndicatorAndAnOrdinalOfThreeValuesANumberToo() {
    assertThat(Features.of(SPACE).names())
        .containsExactly(
            "depth=1", "depth=2", "depth=5", "depth", "kind=a", "kind=b", "width=8", "width=16");
    assertThat(row(2, 1, 0)).containsExactly(0, 0, 1, 1, 0, 1, 1, 0);
    assertThat(row(1, 0, 1)).containsExactly(0, 1, 0, 0.25, 1, 0, 0, 0);
  }

  @Test
  void whatIsInactiveIsZeroAlsoBehindAnInactiveDecision() {
    assertThat(row(0, 1, 1)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void genomesOfOneCandidateHaveTheCandidatesFeatures() {
    Features features = Features.of(SPACE);
    RandomGenerator random = new Seeds(3).generator();
    for (int i = 0; i < 50; i++) {
      int[] genome = {random.nextInt(3), random.nextInt(2), random.nextInt(2)};
      assertThat(features.of(SPACE.candidate(genome)))
          .containsExactly(features.rows(List.of(genome))[0]);
    }
  }

  @Test
  void knownCostsComeLastAsTheirLogarithms() {
    Features features = Features.of(SPACE, costs(Math.exp(2)));
    assertThat(features.names().get(8)).isEqualTo("log macs");
    assertThat(features.rows(List.of(new int[3]))[0][8]).isEqualTo(2);
  }

  @Test
  void aCostThatIsNotPositiveIsRefused() {
    Features features = Features.of(SPACE, costs(0));
    assertThatThrownBy(() -> features.rows(List.of(new int[3])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The cost macs of a candidate is 0.0, not a positive number");
  }

  private static double[] row(int... genome) {
    return Features.of(SPACE).rows(List.of(genome))[0];
  }

  private static Costs costs(double macs) {
    return new Costs() {
      @Override
      public List<String> names() {
        return List.of("macs");
      }

      @Override
      public double[] of(Candidate candidate) {
        return new double[] {macs};
      }
    };
  }
}
