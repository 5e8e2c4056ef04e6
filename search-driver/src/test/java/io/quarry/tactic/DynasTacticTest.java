package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.predict.Costs;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DynasTacticTest {
  private final Toy toy = new Toy(3);
  private final List<PredictorReport> reports = new ArrayList<>();

  /** Of the last population on predictions, hardly any would be dominated by random ones. */
  @Test
  void fiftyRandomCandidatesAreFollowedByPopulationsOfTheInnerSearch() {
    DynasTactic tactic = dynas(toy.goal());
    Set<Candidate> paid = new HashSet<>();
    List<Outcome> all = new ArrayList<>();
    double random = 0;
    for (int batch = 0; batch < 3; batch++) {
      List<Candidate> asked = tactic.ask(1000);
      assertThat(asked).hasSizeBetween(batch == 0 ? 50 : 10, 50).allMatch(paid::add, "new");
      assertThat(tactic.ask(1)).isEmpty();
      List<Outcome> outcomes = toy.evaluate(asked);
      tactic.tell(outcomes);
      all.addAll(outcomes);
      double volume = Toy.hypervolume(toy.goal(), outcomes);
      assertThat(volume).isGreaterThan(random * 1.05);
      random = batch == 0 ? volume : random;
    }

    assertThat(reports)
        .extracting(report -> report.iteration() + " " + report.objective())
        .containsExactly("1 quality", "1 cost", "2 quality", "2 cost");
    assertThat(reports).extracting(PredictorReport::learner).allMatch(DynasTacticTest::isTheirs);
    assertThat(reports.get(0).heldOut().rows()).isEqualTo(50);
    assertThat(Toy.hypervolume(toy.goal(), all)).isGreaterThan(random);
  }

  private static boolean isTheirs(String learner) {
    return Set.of("ridge", "svr", "combination").contains(learner);
  }

  @Test
  void itKeepsConstraints() {
    Goal goal = toy.goal("latency <= " + toy.limit(Toy.LATENCY, 0.05));
    DynasTactic tactic = dynas(goal);
    tactic.tell(toy.evaluate(tactic.ask(1000)));
    List<Outcome> next = toy.evaluate(tactic.ask(1000));

    long feasible = next.stream().filter(o -> Toy.keeps(goal, (Measurement) o)).count();
    assertThat(feasible).isGreaterThan(next.size() / 2);
  }

  @Test
  void whereTooFewWereMeasuredFiftyOthersAreDrawn() {
    DynasTactic tactic = dynas(toy.goal());
    List<Candidate> first = tactic.ask(1000);
    tactic.tell(first.stream().map(Outcomes::failed).toList());

    assertThat(tactic.ask(1000)).hasSize(50).doesNotContainAnyElementsOf(first);
    assertThat(reports).isEmpty();
  }

  private DynasTactic dynas(Goal goal) {
    return new DynasTactic(
        toy.space,
        goal,
        new Seeds(1),
        new Surroundings(Costs.none(), UnaryOperator.identity(), reports::add));
  }
}
