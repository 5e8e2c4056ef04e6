package io.quarry.hyperspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HyperspaceTest {
  private static final Hyperspace SHORT =
      new Hyperspace(
          List.of(
              new Stage("1", List.of("0", "1", "2"), List.of("0", "1")),
              new Stage("2", List.of("0", "1"), List.of("0", "1", "2", "3"))));

  private static final Hyperspace LONG =
      new Hyperspace(
          List.of(
              new Stage("a", List.of("inverted", "fused"), List.of("8-16", "16-32")),
              new Stage("b", List.of("inverted"), List.of("32-64"))));

  @Test
  void itsSizeIsTheProductOverTheStages() {
    assertThat(SHORT.size()).isEqualTo(3 * 2 * 2 * 4);
    assertThat(LONG.size()).isEqualTo(4);
  }

  @Test
  void spacesOfShortNamesAreCodes() {
    StageSpace space = new StageSpace(List.of(2, 1), List.of(0, 3));

    assertThat(SHORT.text(space)).isEqualTo("21-03");
    assertThat(SHORT.parse("21-03")).isEqualTo(space);
    assertThat(SHORT.parse("2:0,1:3")).isEqualTo(space);
  }

  @Test
  void spacesOfLongNamesAreLists() {
    StageSpace space = new StageSpace(List.of(1, 0), List.of(1, 0));

    assertThat(LONG.text(space)).isEqualTo("fused:16-32,inverted:32-64");
    assertThat(LONG.parse("fused:16-32,inverted:32-64")).isEqualTo(space);
  }

  @Test
  void everySpaceIsReadAsItIsWritten() {
    RandomGenerator random = new Seeds(1).generator();
    for (Hyperspace hyperspace : List.of(SHORT, LONG)) {
      for (int i = 0; i < 100; i++) {
        StageSpace space = hyperspace.draw(random);
        assertThat(hyperspace.parse(hyperspace.text(space))).isEqualTo(space);
        assertThat(Hyperspace.ofGenome(Hyperspace.genome(space))).isEqualTo(space);
      }
    }
  }

  @Test
  void whatIsNoSpaceIsRefused() {
    assertThatThrownBy(() -> SHORT.parse("21-0"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("21-0 is no space of 2 stages")
        .hasMessageContaining("as in 00-00.");
    assertThatThrownBy(() -> SHORT.parse("23-00"))
        .hasMessage("23-00: stage 2 has no block type 3; there are 0, 1");
    assertThatThrownBy(() -> SHORT.parse("21-23"))
        .hasMessage("21-23: stage 1 has no window 2; there are 0, 1");
    assertThatThrownBy(() -> LONG.parse("fused,inverted:32-64")).hasMessageContaining("no space");
  }

  @Test
  void neighboursDifferInOneChoice() {
    List<StageSpace> neighbours = SHORT.neighbours(SHORT.parse("21-03"));

    assertThat(neighbours.stream().map(SHORT::text))
        .containsExactlyInAnyOrder("01-03", "11-03", "21-13", "20-03", "21-00", "21-01", "21-02");
  }

  @Test
  void uniformSpacesHaveTheSameChoiceEverywhereAsFarAsThereIsOne() {
    assertThat(SHORT.uniform().stream().map(SHORT::text))
        .containsExactly(
            "00-00", "00-11", "00-12", "00-13", "11-00", "11-11", "11-12", "11-13", "21-00",
            "21-11", "21-12", "21-13");
  }
}
