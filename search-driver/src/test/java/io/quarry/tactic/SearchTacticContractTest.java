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

  /**
   * A tactic.
   *
   * @param start from a space and seeds
   * @param evaluations of a run, above two of its batches
   */
  private record Start(BiFunction<SearchSpace, Seeds, SearchTactic> start, int evaluations) {
    SearchTactic apply(SearchSpace space, Seeds seeds) {
      return start.apply(space, seeds);
    }

    /** Whether it fits predictors, which takes its time. */
    boolean predicts() {
      return evaluations < 90;
    }
  }

  static Stream<Named<Start>> tactics() {
    Goal goal = new Goal(OBJECTIVES, List.of(), List.of(40.0, 45.0));
    LinasSettings linas = new LinasSettings(12, 6, 8, 300, 12);
    return Stream.of(
        Named.of("random", new Start(RandomTactic::new, 100)),
        Named.of(
            "NSGA-II",
            new Start(
                (space, seeds) ->
                    new Nsga2Tactic(
                        space, OBJECTIVES, new Nsga2Settings(12, 0.9, Nsga2Settings.AUTO), seeds),
                100)),
        Named.of("LINAS", new Start((space, seeds) -> linas(space, goal, linas, seeds), 28)),
        Named.of(
            "LINAS of its authors",
            new Start(
                (space, seeds) -> new DynasTactic(space, goal, seeds, Surroundings.none()), 60)));
  }

  private static SearchTactic linas(
      SearchSpace space, Goal goal, LinasSettings settings, Seeds seeds) {
    return new LinasTactic(
        space, goal, settings, Pace.SYNCHRONOUS, seeds, List.of(), Surroundings.none());
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void asksForEveryCandidateOfASmallSpaceOnce(Start start) {
    for (int seed = 0; seed < (start.predicts() ? 4 : 20); seed++) {
      SearchTactic tactic = start.apply(SMALL, new Seeds(seed));
      List<Candidate> asked = run(tactic, 7, 1000);
      assertThat(asked).doesNotHaveDuplicates().hasSize(25).allMatch(SMALL::contains);
      assertThat(tactic.ask(5)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void exhaustsAWholeTable(Start start) {
    int decisions = start.predicts() ? 3 : 5;
    SearchSpace table = SearchSpace.of(LARGE.decisions().subList(0, decisions));
    assertThat(run(start.apply(table, new Seeds(1)), 64, 2000))
        .doesNotHaveDuplicates()
        .hasSize(1 << (2 * decisions));
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void exhaustsTheSpaceOfOneCandidate(Start start) {
    SearchSpace pinned = SearchSpace.of(List.of(Decision.ordinal("only", List.of(4))));
    assertThat(run(start.apply(pinned, new Seeds(1)), 3, 10)).hasSize(1);
    assertThat(run(start.apply(SearchSpace.of(List.of()), new Seeds(1)), 3, 10)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void asksForNoMoreThanIsFree(Start start) {
    SearchTactic tactic = start.apply(LARGE, new Seeds(1));
    assertThat(tactic.ask(0)).isEmpty();
    assertThat(tactic.ask(5)).hasSize(5);
    assertThatThrownBy(() -> tactic.ask(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-1 candidates cannot be asked for");
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void theSameSeedAsksForTheSame(Start start) {
    List<Candidate> first = run(start.apply(LARGE, new Seeds(9)), 8, start.evaluations());
    assertThat(run(start.apply(LARGE, new Seeds(9)), 8, start.evaluations())).isEqualTo(first);
    assertThat(run(start.apply(LARGE, new Seeds(10)), 8, start.evaluations())).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void batchSizesDoNotMatter(Start start) {
    List<Candidate> one = run(start.apply(LARGE, new Seeds(3)), 1, start.evaluations());
    assertThat(run(start.apply(LARGE, new Seeds(3)), 7, start.evaluations())).isEqualTo(one);
    assertThat(run(start.apply(LARGE, new Seeds(3)), 100, start.evaluations())).isEqualTo(one);
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void theOrderOfOutcomesDoesNotMatter(Start start) {
    SearchTactic inOrder = start.apply(LARGE, new Seeds(4));
    SearchTactic shuffled = start.apply(LARGE, new Seeds(4));
    Random random = new Random(1);
    for (int told = 0; told < start.evaluations(); ) {
      List<Candidate> asked = inOrder.ask(12);
      told += asked.size();
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
  void anInterruptedRunIsTakenUpWhereItStopped(Start start) {
    int budget = start.evaluations();
    List<Candidate> whole = run(start.apply(LARGE, new Seeds(6)), 5, budget);
    int[] cuts =
        start.predicts() ? new int[] {1, 13, budget - 3} : new int[] {1, 5, 12, 13, 37, 60};
    for (int cut : cuts) {
      Set<Candidate> stored = new HashSet<>(run(start.apply(LARGE, new Seeds(6)), 5, cut));
      List<Candidate> again = run(start.apply(LARGE, new Seeds(6)), 4, budget);
      assertThat(again).isEqualTo(whole);
      assertThat(again.subList(0, cut)).allMatch(stored::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("tactics")
  void refusesWhatItWasToldBefore(Start start) {
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
  void goesOnWithOthersInPlaceOfThoseWithdrawn(Start start) {
    SearchTactic tactic = start.apply(LARGE, new Seeds(5));
    SearchTactic others = new RandomTactic(LARGE, new Seeds(77));
    Set<Candidate> paid = new HashSet<>();
    while (paid.size() < start.evaluations()) {
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

  /** As with stand-ins, or a store that somebody else writes into. */
  @ParameterizedTest
  @MethodSource("tactics")
  void goesOnWhenOthersPaidForAllThatItWasAboutToAsk(Start start) {
    SearchTactic tactic = start.apply(LARGE, new Seeds(8));
    SearchTactic twin = start.apply(LARGE, new Seeds(8));
    List<Outcome> first =
        tactic.ask(1000).stream().map(SearchTacticContractTest::evaluate).toList();
    twin.ask(1000);
    tactic.tell(first);
    twin.tell(first);
    List<Candidate> own = tactic.ask(1);
    List<Candidate> all = twin.ask(1000);
    assertThat(all).hasSizeGreaterThan(1).startsWith(own.get(0));
    tactic.tell(all.stream().map(SearchTacticContractTest::evaluate).toList());
    assertThat(tactic.ask(3)).isNotEmpty();
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
