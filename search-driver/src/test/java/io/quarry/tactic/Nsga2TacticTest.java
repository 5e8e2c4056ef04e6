package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.pareto.ParetoFront;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Nsga2TacticTest {
  private static final List<Objective> OBJECTIVES =
      List.of(Objective.minimize("ones", "ones", ""), Objective.minimize("zeros", "zeros", ""));
  private static final int GENES = 20;
  private static final SearchSpace BITS =
      SearchSpace.of(
          IntStream.range(0, GENES)
              .mapToObj(i -> Decision.ordinal("bit" + i, List.of(0, 1, 2)))
              .toList());

  @Test
  void aGenerationIsDealtOutAndThenWaitedFor() {
    Nsga2Tactic tactic = tactic(10, Nsga2Settings.AUTO);
    List<Candidate> first = tactic.ask(6);
    List<Candidate> second = tactic.ask(6);
    assertThat(first).hasSize(6);
    assertThat(second).hasSize(4);
    assertThat(tactic.ask(6)).isEmpty();
    tactic.tell(outcomes(first));
    assertThat(tactic.ask(6)).isEmpty();
    tactic.tell(outcomes(second));
    assertThat(tactic.ask(6)).hasSize(6);
  }

  /** Children can only hold values that some survivor holds, so nothing of a failure comes back. */
  @Test
  void failedCandidatesHaveNoChildren() {
    Nsga2Tactic tactic = tactic(40, 0);
    List<Candidate> first = tactic.ask(40);
    tactic.tell(
        first.stream()
            .map(c -> c.value("bit0").equals("2") ? Outcomes.failed(c) : evaluate(c))
            .toList());
    assertThat(first).anyMatch(c -> c.value("bit0").equals("2"));
    for (int generation = 0; generation < 3; generation++) {
      List<Candidate> children = tactic.ask(40);
      assertThat(children).hasSize(40).noneMatch(c -> c.value("bit0").equals("2"));
      tactic.tell(outcomes(children));
    }
  }

  @Test
  void whenAllFailTheNextGenerationIsRandomAgain() {
    Nsga2Tactic tactic = tactic(10, Nsga2Settings.AUTO);
    List<Candidate> first = tactic.ask(10);
    tactic.tell(first.stream().map(Outcomes::failed).toList());
    assertThat(tactic.ask(10)).hasSize(10).doesNotContainAnyElementsOf(first);
  }

  @Test
  void childrenAreBredFromTheSurvivors() {
    Nsga2Tactic tactic = tactic(30, Nsga2Settings.AUTO);
    tactic.tell(outcomes(tactic.ask(30)));
    List<Candidate> children = tactic.ask(30);
    // A random genome has 6.7 twos of 20 on average; twos are what is selected against.
    for (int generation = 0; generation < 25; generation++) {
      tactic.tell(outcomes(children));
      children = tactic.ask(30);
    }
    double twos = children.stream().mapToLong(c -> count(c, "2")).average().orElseThrow();
    assertThat(twos).isLessThan(2.5);
  }

  @Test
  void findsMostOfAFrontThatIsKnown() {
    Nsga2Tactic tactic = tactic(50, Nsga2Settings.AUTO);
    List<Measurement> all = new ArrayList<>();
    for (int generation = 0; generation < 40; generation++) {
      List<Outcome> outcomes = outcomes(tactic.ask(50));
      outcomes.forEach(outcome -> all.add((Measurement) outcome));
      tactic.tell(outcomes);
    }
    long levels =
        ParetoFront.of(OBJECTIVES, all).points().stream()
            .filter(p -> count(p.candidate(), "2") == 0)
            .map(p -> p.scores())
            .distinct()
            .count();
    assertThat(levels).isGreaterThanOrEqualTo(15);
  }

  /**
   * Feasible is one random candidate in 500; without constraints none of the front's extremes is.
   */
  @Test
  void aConstrainedSearchEndsUpFeasible() {
    Objective twos = Objective.minimize("twos", "twos", "");
    List<Constraint> constraints =
        List.of(
            new Constraint(twos, Constraint.Bound.AT_LEAST, 12),
            new Constraint(OBJECTIVES.get(0), Constraint.Bound.AT_MOST, 16));
    Nsga2Tactic tactic =
        new Nsga2Tactic(
            BITS,
            OBJECTIVES,
            constraints,
            new Nsga2Settings(30, 0.9, Nsga2Settings.AUTO),
            new Seeds(12),
            List.of());
    List<Outcome> last = List.of();
    for (int generation = 0; generation < 20; generation++) {
      last = outcomes(tactic.ask(30));
      tactic.tell(last);
    }
    assertThat(last)
        .filteredOn(o -> Constraint.violation(constraints, ((Measurement) o).scores()) == 0)
        .hasSizeGreaterThanOrEqualTo(10);
  }

  private static Nsga2Tactic tactic(int population, double mutation) {
    return new Nsga2Tactic(
        BITS, OBJECTIVES, new Nsga2Settings(population, 0.9, mutation), new Seeds(12));
  }

  private static List<Outcome> outcomes(List<Candidate> candidates) {
    return candidates.stream().map(Nsga2TacticTest::evaluate).toList();
  }

  /** As many ones against as many zeros; a two counts against both. */
  private static Outcome evaluate(Candidate candidate) {
    double twos = count(candidate, "2");
    return Outcomes.measured(
        candidate,
        Map.of(
            "ones", count(candidate, "1") + twos,
            "zeros", count(candidate, "0") + twos,
            "twos", twos));
  }

  private static long count(Candidate candidate, String value) {
    return candidate.values().values().stream().filter(value::equals).count();
  }
}
