package io.quarry.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RestrictionTest {
  /** Two stages of up to two blocks; the second one's expansion belongs to one kind alone. */
  private static final SearchSpace SPACE =
      SearchSpace.of(
          List.of(
              Decision.ordinal("stem.width", List.of(4, 8)),
              Decision.ordinal("stage1.depth", List.of(1, 2)),
              Decision.ordinal("stage1.width", List.of(8, 16, 32)),
              Decision.ordinal("stage1.block1.kernel", List.of(3, 5, 7)),
              Decision.ordinal("stage1.block2.kernel", List.of(3, 5))
                  .when(when("stage1.depth", "2")),
              Decision.categorical("stage2.type", List.of("fused", "inverted")),
              Decision.ordinal("stage2.expansion", List.of(2, 4))
                  .when(when("stage2.type", "inverted")),
              Decision.categorical("stage2.gate", List.of("yes", "no"))
                  .when(when("stage2.expansion", "4"))));

  @Test
  void aDecisionKeepsTheAllowedValuesInItsOwnOrder() {
    SearchSpace restricted = SPACE.restrict(Map.of("stage1.width", List.of("32", "8")));
    assertThat(restricted.dimension()).isEqualTo(SPACE.dimension());
    assertThat(restricted.text()).contains("stage1.width = [8, 32]\n");
    assertThat(restricted.decisions().get(2).kind()).isEqualTo(Decision.Kind.ORDINAL);
  }

  @Test
  void aConditionOnValuesThatAreGoneClosesADecisionAndThoseBelowIt() {
    assertThat(SPACE.restrict(Map.of("stage2.type", List.of("fused"))).text())
        .isEqualTo(
            """
            stem.width = [4, 8]
            stage1.depth = [1, 2]
            stage1.width = [8, 16, 32]
            stage1.block1.kernel = [3, 5, 7]
            stage1.block2.kernel = [3, 5] when stage1.depth in [2]
            stage2.type = [fused]
            """);
  }

  @Test
  void aConditionThatAlwaysHoldsIsGone() {
    Map<String, List<String>> allowed =
        Map.of("stage1.depth", List.of("2"), "stage2.expansion", List.of("4"));
    assertThat(SPACE.restrict(allowed).text())
        .contains("stage1.block2.kernel = [3, 5]\n")
        // The expansion is 4 wherever there is one, and there is not always one.
        .contains("stage2.gate = [yes, no] when stage2.expansion in [4]\n");
    assertThat(
            SPACE
                .restrict(
                    Map.of("stage2.expansion", List.of("4"), "stage2.type", List.of("inverted")))
                .text())
        .contains("stage2.expansion = [4]\nstage2.gate = [yes, no]\n");
  }

  @Test
  void conditionsThatExcludeEachOtherCloseADecision() {
    SearchSpace space =
        SearchSpace.of(
            List.of(
                Decision.ordinal("a", List.of(1, 2, 3)),
                Decision.ordinal("b", List.of(1, 2)).when(when("a", "1", "2")),
                Decision.ordinal("c", List.of(1, 2)).when(when("a", "2", "3"), when("b", "1"))));
    assertThat(space.restrict(Map.of("a", List.of("1", "3"))).text())
        .isEqualTo("a = [1, 3]\nb = [1, 2] when a in [1]\n");
  }

  @Test
  void aGroupRestrictsEachOfItsDecisions() {
    SearchSpace restricted =
        SPACE.restrict(Map.of("stage1.kernel", List.of("5", "7"), "stage1.depth", List.of("1")));
    assertThat(restricted.text()).contains("stage1.block1.kernel = [5, 7]\n");
    assertThat(SPACE.restrict(Map.of("kernel", List.of("3"))).text())
        .contains("stage1.block1.kernel = [3]\n", "stage1.block2.kernel = [3] when");
    assertThat(SPACE.restrict(Map.of("width", List.of("8"))).text())
        .contains("stem.width = [8]\n", "stage1.width = [8]\n");
  }

  @Test
  void aGroupLeavesADecisionWithoutAChoiceAsItIs() {
    SearchSpace pinned =
        SearchSpace.of(
            List.of(
                Decision.categorical("stem.format", List.of("int8")),
                Decision.categorical("head.format", List.of("int8", "int4"))));
    assertThat(pinned.restrict(Map.of("format", List.of("int4"))).text())
        .isEqualTo("stem.format = [int8]\nhead.format = [int4]\n");
    assertThatThrownBy(() -> pinned.restrict(Map.of("stem.format", List.of("int4"))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Decision stem.format has no value int4");
  }

  @Test
  void restrictionsOfOneDecisionAllHold() {
    assertThat(
            SPACE
                .restrict(
                    Map.of("kernel", List.of("3", "5"), "stage1.block1.kernel", List.of("5", "7")))
                .text())
        .contains("stage1.block1.kernel = [5]\n");
  }

  @Test
  void whatIsUnknownIsRefusedWithWhatWasMeant() {
    assertRefused(
        Map.of("stage1.widht", List.of("8")),
        "There is no decision stage1.widht%nMaybe stage1.width was meant.");
    assertRefused(
        Map.of("stage3.kernel", List.of("3")),
        "There is no decision stage3.kernel%nMaybe stage1.kernel was meant.");
    assertRefused(Map.of("stage1", List.of("3")), "There is no decision stage1%nMaybe ");
    assertRefused(
        Map.of("stage1.width", List.of("8", "9", "10")),
        "Decision stage1.width has no value 9, 10%nMaybe some of 8, 16, 32 were meant.");
    assertRefused(
        Map.of("kernel", List.of("1")),
        "Decision kernel has no value 1%nMaybe some of 3, 5, 7 were meant.");
    assertRefused(
        Map.of("stem.width", List.of()), "stem.width is left no value%nMaybe some of 4, 8 were");
    assertRefused(
        Map.of("kernel", List.of("7")),
        "kernel = [7] leaves decision stage1.block2.kernel no value%nMaybe one of 3, 5 was meant.");
    assertRefused(
        Map.of("kernel", List.of("3", "5"), "stage1.block1.kernel", List.of("7")),
        "stage1.block1.kernel = [7] leaves decision stage1.block1.kernel no value");
  }

  /** What the restriction means: of all candidates those whose decisions have allowed values. */
  @Property(tries = 500, seed = "31")
  void theCandidatesThatAreLeftAreThoseOfAllowedValues(@ForAll long seed) {
    SearchSpace space = SearchSpaceTest.randomSpace(seed);
    RandomGenerator random = new SplittableRandom(seed + 1);
    Map<String, List<String>> allowed = new HashMap<>();
    for (Decision decision : space.decisions()) {
      List<String> some =
          decision.values().stream().filter(value -> random.nextInt(5) > 1).toList();
      if (!some.isEmpty()) {
        allowed.put(decision.name(), some);
      }
    }
    SearchSpace restricted = space.restrict(allowed);
    Set<Candidate> expected =
        SearchSpaceTest.enumerate(space).stream()
            .filter(
                candidate ->
                    candidate.values().entrySet().stream()
                        .allMatch(
                            value ->
                                allowed
                                    .getOrDefault(value.getKey(), List.of(value.getValue()))
                                    .contains(value.getValue())))
            .collect(Collectors.toSet());
    Set<Candidate> left = SearchSpaceTest.enumerate(restricted);
    assertThat(left).isEqualTo(expected);
    assertThat(
            restricted.decisions().stream()
                .filter(
                    decision ->
                        left.stream().noneMatch(candidate -> candidate.decides(decision.name()))))
        .as("decisions that are never active")
        .isEmpty();
    assertThat(
            restricted.decisions().stream()
                .filter(decision -> !decision.conditions().isEmpty())
                .filter(
                    decision ->
                        left.stream().allMatch(candidate -> candidate.decides(decision.name()))))
        .as("conditions that always hold")
        .isEmpty();
  }

  private static void assertRefused(Map<String, List<String>> allowed, String message) {
    assertThatThrownBy(() -> SPACE.restrict(allowed))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(message.formatted());
  }

  private static Condition when(String decision, String... values) {
    return new Condition(decision, List.of(values));
  }
}
