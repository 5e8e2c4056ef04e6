package io.quarry.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActiveGenesTest {
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.ordinal("depth", List.of(1, 2, 3)),
              Decision.categorical("width2", List.of("8", "16"))
                  .when(new Condition("depth", List.of("2", "3"))),
              Decision.categorical("width3", List.of("8", "16"))
                  .when(new Condition("depth", List.of("3"))),
              Decision.categorical("bits", List.of("4", "8"))
                  .when(
                      new Condition("width3", List.of("16")),
                      new Condition("depth", List.of("3")))));

  @Test
  void marksWhatTheCandidateDecides() {
    ActiveGenes activity = ActiveGenes.of(SPACE);
    RandomGenerator random = new SplittableRandom(1);
    boolean[] active = new boolean[SPACE.dimension()];
    for (int i = 0; i < 200; i++) {
      int[] genome =
          SPACE.decisions().stream().mapToInt(d -> random.nextInt(d.values().size())).toArray();
      activity.mark(genome, active);
      Candidate candidate = SPACE.candidate(genome);
      assertThat(
              IntStream.range(0, active.length)
                  .filter(g -> active[g])
                  .mapToObj(g -> SPACE.decisions().get(g).name()))
          .containsExactlyInAnyOrderElementsOf(candidate.values().keySet());
    }
  }
}
