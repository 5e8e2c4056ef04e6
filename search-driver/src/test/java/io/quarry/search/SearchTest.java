package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.evaluate.CandidateEvaluator;
import io.quarry.evaluate.RunIdentity;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.Hypervolume;
import io.quarry.pareto.ParetoFront;
import io.quarry.space.Candidate;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.tactic.FixedTactic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private static final Objective A = Objective.minimize("a", "a_ms", "ms");
  private static final Objective B = Objective.minimize("b", "b", "");
  private static final Objective C = Objective.minimize("c", "c", "");
  private static final Provenance PROVENANCE =
      new Provenance("run", "c", "s", "d", "v", 1, "host", "cpu", Instant.EPOCH, 1);
  private static final RunIdentity IDENTITY = new RunIdentity("run", "c", "s", "d", "v");

  @TempDir Path directory;

  private final List<SearchProgress> shown = new ArrayList<>();

  @Test
  void withoutConstraintsEverythingMeasuredCompetes() {
    Search search = search(List.of());
    ParetoFront front = search.run(() -> false);
    assertThat(xs(front)).containsExactly(1, 2, 3, 4, 5);
    assertThat(search.tally().nearestMiss()).isEmpty();
    assertThat(search.progress().infeasible()).isZero();
  }

  /** c is x, whatever the objectives are. */
  @Test
  void theFrontAndItsHypervolumeHoldFeasiblePointsAlone() {
    Search search = search(constraints("c <= 3", "a >= 2"));
    ParetoFront front = search.run(() -> false);
    assertThat(xs(front)).containsExactly(2, 3);
    // Reference (10, 10); the points are (2, 8) and (3, 7).
    assertThat(search.progress()).isEqualTo(new SearchProgress(6, 100, 6, 0, 1, 3, 2, 8 * 2 + 7));
    assertThat(search.tally().nearestMiss()).isEmpty();
    assertThat(shown).hasSize(6);
  }

  @Test
  void whereNothingIsFeasibleTheNearestMissIsTold() {
    Search search = search(constraints("c >= 10", "b <= 6"));
    ParetoFront front = search.run(() -> false);
    assertThat(front.points()).isEmpty();
    assertThat(search.progress().hypervolume()).isZero();
    // x misses c >= 10 by 1 - x/10, and b = 10 - x <= 6 by (4 - x)/6.
    assertThat(search.tally().nearestMiss())
        .hasValueSatisfying(miss -> assertThat(miss.candidate().value("x")).isEqualTo("5"));
  }

  @Test
  void ofEquallyNearMissesTheFirstByKeyIsTold() {
    Search search = search(constraints("c >= 5", "c <= 5"), 4, 6);
    search.run(() -> false);
    String first = IntStream.of(4, 6).mapToObj(x -> candidate(x).key()).sorted().toList().get(0);
    assertThat(search.tally().nearestMiss().orElseThrow().candidate().key()).isEqualTo(first);
  }

  @Test
  void itEndsWhenTheTacticHasNothingLeftAndPaysNothingTwice() {
    Search first = search(List.of());
    first.run(() -> false);
    assertThat(first.progress().evaluations()).isEqualTo(6);
    Search second = search(List.of());
    assertThat(xs(second.run(() -> false))).containsExactly(1, 2, 3, 4, 5);
    assertThat(second.progress().paid()).isZero();
  }

  private Search search(List<Constraint> constraints) {
    return search(constraints, 1, 2, 3, 4, 5, 9);
  }

  private Search search(List<Constraint> constraints, int... xs) {
    MeasurementStore store =
        MeasurementStore.open(
            Directory.of(directory.toString(), new Configuration(false)).child("m"),
            List.of(A, B, C),
            name -> false);
    return new Search(
        new FixedTactic(IntStream.of(xs).mapToObj(SearchTest::candidate).toList()),
        evaluator(),
        new RunJournal(store, IDENTITY, System::nanoTime),
        Limits.evaluations(100),
        4,
        new Tally(List.of(A, B), constraints, Hypervolume.of(new double[] {10, 10})),
        Completion.none(),
        shown::add,
        pulse -> {});
  }

  @Test
  void withoutBarriersASearchLearnsWhatTheStoreHoldsAndPaysForTheRest() {
    Search first = search(List.of(), 1, 2, 9);
    assertThat(xs(first.runContinuously(() -> false))).containsExactly(1, 2);
    assertThat(first.progress().paid()).isEqualTo(3);
    Search second = search(List.of(), 1, 2, 3, 4, 9);
    assertThat(xs(second.runContinuously(() -> false))).containsExactly(1, 2, 3, 4);
    assertThat(second.progress().evaluations()).isEqualTo(5);
    assertThat(second.progress().paid()).isEqualTo(2);
  }

  /** x gives a = c = x and b = 10 − x; 9 fails. */
  private static CandidateEvaluator evaluator() {
    return new CandidateEvaluator() {
      @Override
      public void evaluate(
          String description,
          List<Candidate> candidates,
          Consumer<Outcome> arrived,
          BooleanSupplier stop) {
        candidates.forEach(candidate -> arrived.accept(outcome(candidate)));
      }

      @Override
      public void evaluateContinuously(
          IntFunction<List<Candidate>> ask, Consumer<List<Outcome>> arrived, BooleanSupplier stop) {
        for (List<Candidate> next = ask.apply(1); !next.isEmpty(); next = ask.apply(1)) {
          arrived.accept(next.stream().map(SearchTest::outcome).toList());
        }
      }
    };
  }

  private static Outcome outcome(Candidate candidate) {
    double x = Double.parseDouble(candidate.value("x"));
    return x == 9
        ? new Failed(candidate, "nine", PROVENANCE)
        : new Measurement(candidate, Scores.of(Map.of("a", x, "b", 10 - x, "c", x)), PROVENANCE);
  }

  private static Candidate candidate(int x) {
    return Candidate.of(Map.of("x", String.valueOf(x)));
  }

  private static List<Constraint> constraints(String... texts) {
    return List.of(texts).stream().map(text -> Constraint.parse(text, List.of(A, B, C))).toList();
  }

  private static List<Integer> xs(ParetoFront front) {
    return front.points().stream()
        .map(point -> Integer.valueOf(point.candidate().value("x")))
        .toList();
  }
}
