package io.quarry.tactic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.objective.Objective;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.predict.Costs;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinasTacticTest {
  private static final LinasSettings SETTINGS = new LinasSettings(20, 12, 12, 1500, 30);

  private final Toy toy = new Toy(1);
  private final List<PredictorReport> reports = new ArrayList<>();

  @Test
  void itFindsMoreThanRandomSearch() {
    int wins = 0;
    for (int seed = 0; seed < 4; seed++) {
      Toy task = new Toy(seed);
      Goal goal = task.goal();
      List<Outcome> found = run(task, linas(task, goal, Pace.SYNCHRONOUS, seed), 56);
      List<Outcome> drawn = run(task, new RandomTactic(task.space, new Seeds(seed)), 56);
      assertThat(found).hasSameSizeAs(drawn);
      wins += Toy.hypervolume(goal, found) > Toy.hypervolume(goal, drawn) ? 1 : 0;
    }
    assertThat(wins).isGreaterThanOrEqualTo(3);
  }

  /** Of random candidates two in a hundred keep the bound. */
  @ParameterizedTest
  @ValueSource(strings = {"cost", "latency"})
  void itProposesWhatKeepsAConstraintThatFewRandomCandidatesKeep(String bounded) {
    Objective objective = bounded.equals("cost") ? Toy.COST : Toy.LATENCY;
    Goal goal = toy.goal("%s <= %s".formatted(bounded, toy.limit(objective, 0.02)));
    List<Outcome> outcomes = run(toy, linas(toy, goal, Pace.SYNCHRONOUS, 1), 56);

    assertThat(feasible(goal, outcomes.subList(0, 20))).isLessThan(5);
    assertThat(feasible(goal, outcomes.subList(32, 56))).isGreaterThan(12);
    List<Outcome> drawn = run(toy, new RandomTactic(toy.space, new Seeds(1)), 56);
    assertThat(Toy.hypervolume(goal, outcomes)).isGreaterThan(Toy.hypervolume(goal, drawn));
  }

  /** Before anything is known, with as many slots as one likes, then one by one. */
  @Test
  void withoutABarrierNoSlotWaitsAndNothingIsAskedForTwice() {
    Goal goal = toy.goal();
    LinasTactic tactic = linas(toy, goal, Pace.ASYNCHRONOUS, 1);
    Deque<Candidate> underWay = new ArrayDeque<>(tactic.ask(24));
    assertThat(underWay).hasSize(24);
    Set<Candidate> asked = new HashSet<>(underWay);
    List<Outcome> told = new ArrayList<>();
    while (told.size() < 60) {
      Outcome outcome = toy.evaluate(underWay.remove());
      tactic.tell(List.of(outcome));
      told.add(outcome);
      List<Candidate> next = tactic.ask(1);
      assertThat(next).hasSize(1).allMatch(asked::add, "new");
      underWay.addAll(next);
    }

    List<Outcome> drawn = run(toy, new RandomTactic(toy.space, new Seeds(1)), 60);
    assertThat(Toy.hypervolume(goal, told)).isGreaterThan(Toy.hypervolume(goal, drawn));
    assertThat(reports)
        .as("with more under way than a batch has")
        .extracting(r -> r.iteration() + " " + r.objective())
        .startsWith("1 quality", "1 cost", "2 quality", "2 cost")
        .doesNotHaveDuplicates();
  }

  @Test
  void aSynchronousBatchIsWaitedFor() {
    LinasTactic tactic = linas(toy, toy.goal(), Pace.SYNCHRONOUS, 1);
    List<Candidate> first = tactic.ask(100);
    assertThat(first).hasSize(20);
    tactic.tell(toy.evaluate(first.subList(0, 19)));
    assertThat(tactic.ask(100)).isEmpty();
    tactic.tell(toy.evaluate(first.subList(19, 20)));
    assertThat(tactic.ask(100)).hasSize(12);
  }

  @Test
  void theFirstAreThoseGivenThenEveryValueEquallyOften() {
    Candidate given = toy.space.candidate(new int[toy.space.dimension()]);
    LinasTactic tactic =
        new LinasTactic(
            toy.space,
            toy.goal(),
            new LinasSettings(20, 12, 12, 1500, 30),
            Pace.SYNCHRONOUS,
            new Seeds(1),
            List.of(given, given),
            Surroundings.none());
    List<Candidate> first = tactic.ask(100);

    assertThat(first).hasSize(21).startsWith(given);
    for (int decision = 0; decision < toy.space.dimension(); decision++) {
      for (int value = 0; value < 4; value++) {
        int own = decision;
        int wanted = value;
        assertThat(first.subList(1, 21)).filteredOn(c -> Toy.value(c, own) == wanted).hasSize(5);
      }
    }
  }

  @Test
  void whereAllInitialCandidatesFailOthersAreTried() {
    LinasTactic tactic = linas(toy, toy.goal(), Pace.SYNCHRONOUS, 1);
    List<Candidate> first = tactic.ask(100);
    tactic.tell(first.stream().map(Outcomes::failed).toList());
    List<Candidate> second = tactic.ask(100);

    assertThat(second).hasSize(20).doesNotContainAnyElementsOf(first).doesNotHaveDuplicates();
    tactic.tell(toy.evaluate(second));
    assertThat(tactic.ask(100)).hasSize(12);
  }

  @Test
  void anObjectiveThatIsConstantIsPredictedAsSuch() {
    LinasTactic tactic = linas(toy, toy.goal(), Pace.SYNCHRONOUS, 1);
    for (int batch = 0; batch < 3; batch++) {
      List<Candidate> asked = tactic.ask(100);
      assertThat(asked).isNotEmpty();
      tactic.tell(asked.stream().map(this::atOneCost).toList());
    }

    assertThat(reports)
        .filteredOn(report -> report.objective().equals("cost"))
        .hasSize(2)
        .allMatch(report -> report.learner().equals("constant"))
        .allMatch(report -> report.nextBatch().mapePercent() == 0);
    assertThat(reports)
        .filteredOn(report -> report.objective().equals("quality"))
        .hasSize(2)
        .noneMatch(report -> report.learner().equals("constant"));
  }

  private Outcome atOneCost(Candidate candidate) {
    double quality = Toy.score(toy.evaluate(candidate), Toy.QUALITY);
    return Outcomes.measured(candidate, Map.of("quality", quality, "cost", 7.0));
  }

  /** Every fifth candidate fails, and is no part of what is reported on. */
  @Test
  void eachIterationIsReportedOnOnceForEachTarget() {
    LinasTactic tactic = linas(toy, toy.goal("latency <= 100"), Pace.SYNCHRONOUS, 1);
    List<Candidate> initial = tactic.ask(100);
    tactic.tell(toy.evaluate(initial));
    int known = initial.size();
    assertThat(reports).isEmpty();
    for (int iteration = 1; iteration <= 3; iteration++) {
      int more = tellInTwo(tactic, 3 * (iteration - 1));
      List<PredictorReport> own = reports.subList(3 * (iteration - 1), reports.size());
      assertThat(own)
          .extracting(r -> "%s %s".formatted(r.iteration(), r.objective()))
          .containsExactly(iteration + " quality", iteration + " cost", iteration + " latency");
      int before = known;
      assertThat(own).allMatch(r -> r.heldOut().rows() == before && r.nextBatch().rows() == more);
      known += more;
    }
    // The cost is linear, and now there are more rows than values of decisions.
    PredictorReport last = reports.get(reports.size() - 2);
    assertThat(last.heldOut().kendallTau()).isGreaterThan(0.95);
    assertThat(last.nextBatch().mapePercent()).isLessThan(1);
  }

  /** Returns how many of a batch were measured. */
  private int tellInTwo(LinasTactic tactic, int reported) {
    List<Candidate> asked = tactic.ask(100);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      outcomes.add(i % 5 == 2 ? Outcomes.failed(asked.get(i)) : toy.evaluate(asked.get(i)));
    }
    tactic.tell(outcomes.subList(0, 7));
    assertThat(reports).hasSize(reported);
    tactic.tell(outcomes.subList(7, outcomes.size()));
    return (int) outcomes.stream().filter(Measurement.class::isInstance).count();
  }

  /** Only what has d0 = 0 can be measured, as with a table that lacks all other rows. */
  @Test
  void onlyWhatIsOfferedIsProposedOnceThereArePredictions() {
    UnaryOperator<Candidate> standIn =
        candidate -> {
          Map<String, String> values = new TreeMap<>(candidate.values());
          values.put("d0", "0");
          return Candidate.of(values);
        };
    LinasTactic tactic =
        new LinasTactic(
            toy.space,
            toy.goal(),
            SETTINGS,
            Pace.SYNCHRONOUS,
            new Seeds(1),
            List.of(),
            new Surroundings(Costs.none(), standIn, reports::add));
    tactic.tell(toy.evaluate(tactic.ask(100)));
    for (int batch = 0; batch < 2; batch++) {
      List<Candidate> asked = tactic.ask(100);
      assertThat(asked).hasSize(12).allMatch(candidate -> Toy.value(candidate, 0) == 0);
      tactic.tell(toy.evaluate(asked));
    }
  }

  private LinasTactic linas(Toy task, Goal goal, Pace pace, long seed) {
    return new LinasTactic(
        task.space,
        goal,
        SETTINGS,
        pace,
        new Seeds(seed),
        List.of(),
        new Surroundings(Costs.none(), UnaryOperator.identity(), reports::add));
  }

  private static List<Outcome> run(Toy task, SearchTactic tactic, int evaluations) {
    List<Outcome> outcomes = new ArrayList<>();
    while (outcomes.size() < evaluations) {
      List<Candidate> asked = tactic.ask(Math.min(12, evaluations - outcomes.size()));
      outcomes.addAll(task.evaluate(asked));
      tactic.tell(task.evaluate(asked));
    }
    return outcomes;
  }

  private static int feasible(Goal goal, List<Outcome> outcomes) {
    return (int) outcomes.stream().filter(o -> Toy.keeps(goal, (Measurement) o)).count();
  }
}
