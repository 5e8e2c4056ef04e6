package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpaceTableTest {
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.ordinal("depth", List.of(1, 2, 3)),
              Decision.categorical("type", List.of("fused", "inverted")),
              Decision.ordinal("block2.kernel", List.of(3, 5))
                  .when(new Condition("depth", List.of("2", "3"))),
              Decision.ordinal("expansion", List.of(2, 4))
                  .when(new Condition("type", List.of("inverted")))));

  @Test
  void everyDecisionIsARowWithWhatRestrictionsLeave() {
    SearchSpace searched =
        SPACE.restrict(Map.of("depth", List.of("1", "2"), "type", List.of("fused")));
    assertThat(new SpaceTable(SPACE, searched).text().lines())
        .containsExactly(
            " decision       kind         values  left out  when",
            " depth          ordinal      1, 2    3",
            " type           categorical  fused   inverted",
            " block2.kernel  ordinal      3, 5              depth is 2",
            " expansion      ordinal                        never active");
  }

  @Test
  void theWholeSpaceLeavesNothingOut() {
    assertThat(new SpaceTable(SPACE, SPACE).text().lines())
        .containsExactly(
            " decision       kind         values           left out  when",
            " depth          ordinal      1, 2, 3",
            " type           categorical  fused, inverted",
            " block2.kernel  ordinal      3, 5                       depth is 2, 3",
            " expansion      ordinal      2, 4                       type is inverted");
  }
}
