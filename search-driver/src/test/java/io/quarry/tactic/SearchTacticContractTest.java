package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective;
import io.quarry.outcome.Outcome;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Condition;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tactic promises. */
class SearchTacticContractTest {
  private static final List<Objective> OBJECTIVES =
      List.of(Objective.minimize("a", "a", ""), Objective.minimize("b", "b", ""));

  /** Half of all draws are the one candidate without blocks; 1 + 2·(3 + 3·3) = 25 in all. */
  private static final SearchSpace SMALL =
      SearchSpace.of(
          List.of(
              Decision.categorical("blocks", List.of("none", "some")),
              Decision.categorical("kind", List.of("x", "y"))
                  .when(new Condition("blocks", List.of("some"))),
              Decision.ordinal("depth", List.of(1, 2))
                  .when(new Condition("blocks", List.of("some"))),
              Decision.ordinal("width1", List.of(8, 16, 32))
                  .when(new Condition("depth", List.of("1", "2"))),
              Decision.ordinal("width2", List.of(8, 16, 32))
                  .when(new Condition("depth", List.of("2")))));

  private static final SearchSpace LARGE =
      SearchSpace.of(
          IntStream.range(0, 30)
              .mapToObj(i -> Decision.ordinal("d" + i, List.of(0, 1, 2, 3)))
              .toList());

  static Stream<Named<BiFunction<SearchSpace, Seeds, SearchTactic>>> tactics() {
    return Stream.of(
        Named.of("random", RandomTactic::new),
        Named.of(
            "NSGA-II",
            (space, seeds) ->
                new Nsga2Tactic(
                    space, OBJECTIVES, new Nsga2Settings(12, 0.9, Nsga2Settings.AUTO), seeds)));
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void asksForEveryCandidateOfASmallSpaceOnce(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    for (int seed = 0; seed < 20; seed++) {
      SearchTactic tactic = start.apply(SMALL, new Seeds(seed));
      List<Candidate> asked = run(tactic, 7, 1000);
      assertThat(asked).doesNotHaveDuplicates().hasSize(25).allMatch(SMALL::contains);
      assertThat(tactic.ask(5)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void exhaustsAWholeTable(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchSpace table = SearchSpace.of(LARGE.decisions().subList(0, 5));
    assertThat(run(start.apply(table, new Seeds(1)), 64, 2000))
        .doesNotHaveDuplicates()
        .hasSize(1024);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void exhaustsTheSpaceOfOneCandidate(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchSpace pinned = SearchSpace.of(List.of(Decision.ordinal("only", List.of(4))));
    assertThat(run(start.apply(pinned, new Seeds(1)), 3, 10)).hasSize(1);
    assertThat(run(start.apply(SearchSpace.of(List.of()), new Seeds(1)), 3, 10)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void asksForNoMoreThanIsFree(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchTactic tactic = start.apply(LARGE, new Seeds(1));
    assertThat(tactic.ask(0)).isEmpty();
    assertThat(tactic.ask(5)).hasSize(5);
    assertThatThrownBy(() -> tactic.ask(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-1 candidates cannot be asked for");
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void theSameSeedAsksForTheSame(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    List<Candidate> first = run(start.apply(LARGE, new Seeds(9)), 8, 100);
    assertThat(run(start.apply(LARGE, new Seeds(9)), 8, 100)).isEqualTo(first);
    assertThat(run(start.apply(LARGE, new Seeds(10)), 8, 100)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void batchSizesDoNotMatter(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    List<Candidate> one = run(start.apply(LARGE, new Seeds(3)), 1, 100);
    assertThat(run(start.apply(LARGE, new Seeds(3)), 7, 100)).isEqualTo(one);
    assertThat(run(start.apply(LARGE, new Seeds(3)), 100, 100)).isEqualTo(one);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void theOrderOfOutcomesDoesNotMatter(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchTactic inOrder = start.apply(LARGE, new Seeds(4));
    SearchTactic shuffled = start.apply(LARGE, new Seeds(4));
    Random random = new Random(1);
    for (int batch = 0; batch < 8; batch++) {
      List<Candidate> asked = inOrder.ask(12);
      assertThat(shuffled.ask(12)).isEqualTo(asked);
      List<Outcome> outcomes = asked.stream().map(SearchTacticContractTest::evaluate).toList();
      inOrder.tell(outcomes);
      List<Outcome> mixed = new ArrayList<>(outcomes);
      Collections.shuffle(mixed, random);
      mixed.forEach(outcome -> shuffled.tell(List.of(outcome)));
    }
  }

  /** The run stops after any number of evaluations; a new one finds them stored. */
  @ParameterizedTest
  @MethodSource("tactics")
  void anInterruptedRunIsTakenUpWhereItStopped(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    List<Candidate> whole = run(start.apply(LARGE, new Seeds(6)), 5, 90);
    for (int cut : new int[] {1, 5, 12, 13, 37, 60}) {
      Set<Candidate> stored = new HashSet<>(run(start.apply(LARGE, new Seeds(6)), 5, cut));
      List<Candidate> again = run(start.apply(LARGE, new Seeds(6)), 4, 90);
      assertThat(again).isEqualTo(whole);
      assertThat(again.subList(0, cut)).allMatch(stored::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void refusesWhatItWasToldBefore(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchTactic tactic = start.apply(SMALL, new Seeds(1));
    List<Candidate> asked = tactic.ask(2);
    tactic.tell(List.of(evaluate(asked.get(0))));
    assertThatThrownBy(() -> tactic.tell(List.of(evaluate(asked.get(0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Candidate %s was told before", asked.get(0).text());
    assertThatThrownBy(() -> tactic.tell(List.of(evaluate(asked.get(1)), evaluate(asked.get(1)))))
        .isInstanceOf(IllegalArgumentException.class);
    tactic.tell(List.of(evaluate(asked.get(1))));
    assertThatThrownBy(() -> tactic.withdraw(List.of(asked.get(1))))
        .hasMessage("Candidate %s is not waited for", asked.get(1).text());
  }

  /** As with a table that lacks rows: another candidate is evaluated in place of the one asked. */
  @ParameterizedTest
  @MethodSource("tactics")
  void goesOnWithOthersInPlaceOfThoseWithdrawn(BiFunction<SearchSpace, Seeds, SearchTactic> start) {
    SearchTactic tactic = start.apply(LARGE, new Seeds(5));
    SearchTactic others = new RandomTactic(LARGE, new Seeds(77));
    Set<Candidate> paid = new HashSet<>();
    for (int batch = 0; batch < 12; batch++) {
      List<Candidate> asked = tactic.ask(8);
      assertThat(asked).isNotEmpty().noneMatch(paid::contains);
      List<Candidate> evaluated = new ArrayList<>(asked.subList(0, asked.size() / 2));
      List<Candidate> gone = asked.subList(evaluated.size(), asked.size());
      evaluated.addAll(others.ask(gone.size()));
      evaluated.forEach(candidate -> assertThat(paid.add(candidate)).isTrue());
      tactic.withdraw(gone);
      tactic.tell(evaluated.stream().map(SearchTacticContractTest::evaluate).toList());
    }
  }

  /** Ask, evaluate, tell, until the budget is spent or the space is exhausted. */
  private static List<Candidate> run(SearchTactic tactic, int batch, int budget) {
    List<Candidate> all = new ArrayList<>();
    while (all.size() < budget) {
      List<Candidate> asked = tactic.ask(Math.min(batch, budget - all.size()));
      if (asked.isEmpty()) {
        break;
      }
      all.addAll(asked);
      tactic.tell(asked.stream().map(SearchTacticContractTest::evaluate).toList());
    }
    return all;
  }

  /** Deterministic: every tenth candidate fails. */
  private static Outcome evaluate(Candidate candidate) {
    int hash = Math.floorMod(candidate.text().hashCode(), 1000);
    return hash % 10 == 3
        ? Outcomes.failed(candidate)
        : Outcomes.measured(
            candidate, Map.of("a", (double) (hash % 37), "b", (double) (hash % 41)));
  }
}
