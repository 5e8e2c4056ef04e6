package io.quarry.fliqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.fliqs.FliqsSettings.Decide;
import io.quarry.fliqs.FliqsSettings.Formats;
import io.quarry.fliqs.Variables.Variable;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {
  private static final List<String> PAIRS =
      List.of("int8/uint8", "int8/uint4", "int4/uint8", "int4/uint4");

  private static final Condition DEEP = new Condition("stage1.depth", List.of("2"));

  /** A stem, a block of two layers, whose second may have less, and one that may be absent. */
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.categorical("stem.format", PAIRS),
              Decision.ordinal("stage1.depth", List.of(1, 2)),
              Decision.categorical("stage1.block1.fused.fused.format", PAIRS),
              Decision.categorical(
                  "stage1.block1.fused.project.format", List.of("int4/uint8", "int8/uint8")),
              Decision.categorical("stage1.block2.fused.project.format", PAIRS).when(DEEP)));

  @Test
  void eachDecisionIsAVariableAsItStands() {
    Variables variables = Variables.each(SPACE);
    assertThat(variables.all())
        .extracting(Variable::name)
        .isEqualTo(SPACE.decisions().stream().map(Decision::name).toList());
    assertThat(variables.genome(new int[] {3, 0, 2, 1, 1})).containsExactly(3, 0, 2, 1, 1);
    assertThat(variables.active(new int[] {0, 0, 0, 0, 0}))
        .containsExactly(true, true, true, true, false);
  }

  @Test
  void layersOfABlockHaveTheSameOfWhatAllOfThemMayHave() {
    Variables variables = Variables.of(SPACE, Decide.BLOCK, Formats.TOGETHER);
    assertThat(variables.all())
        .containsExactly(
            new Variable("stem.format", PAIRS),
            new Variable("stage1.depth", List.of("1", "2")),
            new Variable("stage1.block1.fused.format", List.of("int8/uint8", "int4/uint8")),
            new Variable("stage1.block2.fused.format", PAIRS));
    assertThat(variables.candidate(new int[] {1, 0, 1, 3}))
        .isEqualTo(
            Candidate.of(
                Map.of(
                    "stem.format", "int8/uint4",
                    "stage1.depth", "1",
                    "stage1.block1.fused.fused.format", "int4/uint8",
                    "stage1.block1.fused.project.format", "int4/uint8")));
    assertThat(variables.active(new int[] {1, 0, 1, 3})).containsExactly(true, true, true, false);
    assertThat(variables.active(new int[] {1, 1, 1, 3})).containsExactly(true, true, true, true);
  }

  @Test
  void formatsApartMakeEveryPair() {
    Variables variables = Variables.of(SPACE, Decide.LAYER, Formats.APART);
    List<String> weights = List.of("int8", "int4");
    List<String> activations = List.of("uint8", "uint4");
    assertThat(variables.all())
        .startsWith(
            new Variable("stem.weight.format", weights),
            new Variable("stem.activation.format", activations),
            new Variable("stage1.depth", List.of("1", "2")))
        .contains(
            new Variable("stage1.block1.fused.project.weight.format", List.of("int4", "int8")),
            new Variable("stage1.block1.fused.project.activation.format", List.of("uint8")));
    for (int weight = 0; weight < 2; weight++) {
      for (int activation = 0; activation < 2; activation++) {
        int[] options = {weight, activation, 0, 0, 0, 0, 0, 0, 0};
        assertThat(variables.candidate(options).value("stem.format"))
            .isEqualTo(weights.get(weight) + "/" + activations.get(activation));
      }
    }
  }

  @Test
  void blocksMayHaveTheirFormatsApartToo() {
    Variables variables = Variables.of(SPACE, Decide.BLOCK, Formats.APART);
    assertThat(variables.all())
        .extracting(Variable::name)
        .containsExactly(
            "stem.weight.format",
            "stem.activation.format",
            "stage1.depth",
            "stage1.block1.fused.weight.format",
            "stage1.block1.fused.activation.format",
            "stage1.block2.fused.weight.format",
            "stage1.block2.fused.activation.format");
    assertThat(variables.active(new int[] {0, 0, 0, 0, 0, 0, 0}))
        .containsExactly(true, true, true, true, true, false, false);
  }

  @Test
  void aCandidatesDecisionsAreOptionsAgain() {
    Variables variables = Variables.of(SPACE, Decide.BLOCK, Formats.TOGETHER);
    assertThat(variables.options(Candidate.of(Map.of("stage1.depth", "2"))))
        .containsExactly(0, 1, 0, 0);
  }

  @Test
  void whatIsMissingIsNamed() {
    SearchSpace diagonal =
        SearchSpace.of(
            List.of(Decision.categorical("stem.format", List.of("int8/uint8", "int4/uint4"))));
    assertThatThrownBy(() -> Variables.of(diagonal, Decide.LAYER, Formats.APART))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "fliqs.formats = apart: stem.format may be int8/uint8, int4/uint4, but not int8/uint4,"
                + " int4/uint8")
        .hasMessageContaining("Maybe give policy.formats every pair");
    SearchSpace disjoint =
        SearchSpace.of(
            List.of(
                Decision.categorical("stage1.block1.fused.fused.format", List.of("int8/uint8")),
                Decision.categorical("stage1.block1.fused.project.format", List.of("int4/uint4"))));
    assertThatThrownBy(() -> Variables.of(disjoint, Decide.BLOCK, Formats.TOGETHER))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "fliqs.decide = block: the layers of stage1.block1.fused.format have no formats in"
                + " common");
  }

  /** The best has weights of 4 and activations of 8 bits, in every layer of a block the same. */
  @Test
  void aControllerLearnsByBlockAndApart() {
    Variables variables = Variables.of(SPACE, Decide.BLOCK, Formats.APART);
    Controller controller = new Controller(variables, ControllerSettings.of(3_000), 1);
    for (int step = 0; step < 3_000; step++) {
      Candidate drawn = controller.draw(new Seeds(3).child("draw", step).generator());
      long layers = drawn.values().keySet().stream().filter(n -> n.endsWith("format")).count();
      long good = drawn.values().values().stream().filter("int4/uint8"::equals).count();
      controller.tell(
          (double) good / layers - (drawn.value("stage1.depth").equals("2") ? 1 : 0), 1);
      assertThat(drawn.value("stage1.block1.fused.fused.format"))
          .isEqualTo(drawn.value("stage1.block1.fused.project.format"));
      assertThat(controller.lastDrawn()).contains(drawn);
    }
    assertThat(controller.mostProbable())
        .isEqualTo(
            Candidate.of(
                Map.of(
                    "stem.format", "int4/uint8",
                    "stage1.depth", "1",
                    "stage1.block1.fused.fused.format", "int4/uint8",
                    "stage1.block1.fused.project.format", "int4/uint8")));
    assertThat(controller.entropy()).isLessThan(0.05);
    assertThat(controller.mostProbable(c -> c.value("stem.format").equals("int8/uint4"), 100))
        .isPresent();
  }
}
