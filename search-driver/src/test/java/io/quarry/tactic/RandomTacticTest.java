package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomTacticTest {

  /** Chi-square with 3 degrees of freedom: above 16.3 once in 1,000. */
  @Test
  void decidesUniformly() {
    SearchSpace space =
        SearchSpace.of(
            IntStream.range(0, 40)
                .mapToObj(i -> Decision.ordinal("d" + i, List.of(0, 1, 2, 3)))
                .toList());
    int[] drawn = new int[4];
    for (Candidate candidate : new RandomTactic(space, new Seeds(1)).ask(2000)) {
      drawn[Integer.parseInt(candidate.value("d7"))]++;
    }
    double chiSquare = IntStream.of(drawn).mapToDouble(n -> (n - 500) * (n - 500) / 500.0).sum();
    assertThat(chiSquare).isLessThan(16.3);
  }

  /** A draw finds one of the 128 rare candidates with probability 2⁻⁷. */
  @Test
  void findsWhatDrawsHardlyEverFind() {
    Decision[] chain = new Decision[14];
    for (int i = 0; i < chain.length; i++) {
      Decision decision = Decision.ordinal("d" + i, List.of(0, 1));
      chain[i] =
          i == 0
              ? decision
              : decision.when(new Condition("d" + (Math.min(i, 7) - 1), List.of("1")));
    }
    SearchSpace space = SearchSpace.of(List.of(chain));
    int size = space.size().intValueExact();
    assertThat(new RandomTactic(space, new Seeds(1)).ask(size + 10))
        .hasSize(size)
        .doesNotHaveDuplicates();
  }
}
