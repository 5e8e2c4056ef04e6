package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.evaluate.TaskEnd.Ending;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.problem.InputException;
import io.quarry.space.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final RunIdentity IDENTITY = new RunIdentity("run", "c", "s", "d", "code");
  private static final int SLOTS = 2;

  private final List<Launched> launched = new ArrayList<>();
  private final Dispatch dispatch = dispatch(2);

  /** What was started. */
  private record Launched(
      List<List<Candidate>> groups, boolean alone, CompletableFuture<Void> job) {}

  private Dispatch dispatch(int losses) {
    return new Dispatch(
        (groups, alone) -> {
          CompletableFuture<Void> job = new CompletableFuture<>();
          launched.add(new Launched(groups, alone, job));
          return new Dispatch.Started(launched.size() - 1, job);
        },
        () -> SLOTS,
        new Grouping(),
        new Endurance(Duration.ofMinutes(1), losses),
        (candidate, cause, last) ->
            new Failed(
                candidate,
                cause,
                IDENTITY.provenance(
                    0, new Host(last.host(), ""), last.startedAt(), last.durationMs())));
  }

  @Test
  void eightTasksForEachSlotAreUnderWayAndHalfOfThemStartTogether() {
    dispatch.add(candidates(30));
    dispatch.launch();
    dispatch.launch();
    assertThat(launched).hasSize(1);
    assertThat(launched.get(0).groups()).hasSize(8 * SLOTS).allMatch(group -> group.size() == 1);

    for (int task = 0; task < 8; task++) {
      assertThat(launched).hasSize(1);
      assertThat(finish(0, task)).hasSize(1);
      dispatch.launch();
    }
    assertThat(launched).hasSize(2);
    assertThat(launched.get(1).groups()).hasSize(8);
    assertThat(dispatch.pending()).isEqualTo(22);
  }

  @Test
  void whatATaskHandsBackRunsAgainAndNothingElse() {
    dispatch.add(candidates(2));
    dispatch.launch();
    finish(0, 0);
    dispatch.hear(end(0, 1, Ending.RELEASED));
    assertThat(dispatch.hear(end(0, 1, Ending.DONE))).isEmpty();
    dispatch.launch();
    assertThat(launched).hasSize(2);
    assertThat(launched.get(1).groups()).containsExactly(List.of(candidate(1)));
    assertThat(launched.get(1).alone()).isFalse();
  }

  @Test
  void whoseExecutorWasLostRunsAloneAndFailsWhenThatOneIsLostToo() {
    dispatch.add(candidates(2));
    dispatch.launch();
    dispatch.hear(end(0, 0, Ending.LOST));
    dispatch.hear(end(0, 1, Ending.LOST));
    dispatch.hear(end(0, 0, Ending.DONE));
    dispatch.hear(end(0, 1, Ending.DONE));
    dispatch.launch();
    assertThat(launched.subList(1, 3)).allMatch(Launched::alone).hasSize(2);

    List<Outcome> given = dispatch.hear(end(1, 0, Ending.LOST));
    assertThat(given).hasSize(1);
    Failed failed = (Failed) given.get(0);
    assertThat(failed.candidate()).isEqualTo(candidate(0));
    assertThat(failed.cause())
        .isEqualTo(
            "2 executors were lost while it was evaluated, the last while it was alone: why");
    assertThat(failed.provenance().host()).isEqualTo("host");
    assertThat(finish(2, 0)).hasSize(1).allMatch(Measurement.class::isInstance);
    assertThat(dispatch.pending()).isZero();
  }

  @Test
  void executorsThatWereTakenAwayAreHeldAgainstNobody() {
    dispatch.add(candidates(1));
    for (int wave = 0; wave < 20; wave++) {
      dispatch.launch();
      assertThat(launched.get(wave).alone()).isFalse();
      assertThat(dispatch.hear(end(wave, 0, Ending.RELEASED))).isEmpty();
      assertThat(dispatch.hear(end(wave, 0, Ending.DONE))).isEmpty();
    }
    assertThat(dispatch.pending()).isEqualTo(1);
  }

  @Test
  void moreLossesMayBePutUpWith() {
    Dispatch patient = dispatch(4);
    patient.add(candidates(1));
    for (int wave = 0; wave < 4; wave++) {
      patient.launch();
      assertThat(patient.hear(end(wave, 0, Ending.LOST))).hasSize(wave == 3 ? 1 : 0);
      patient.hear(end(wave, 0, Ending.DONE));
    }
  }

  @Test
  void anOutcomeCountsOnceHoweverOftenItComes() {
    dispatch.add(candidates(1));
    dispatch.launch();
    assertThat(dispatch.hear(came(candidate(0)))).hasSize(1);
    assertThat(dispatch.hear(came(candidate(0)))).isEmpty();
    assertThat(dispatch.hear(end(0, 0, Ending.LOST))).isEmpty();
    assertThat(dispatch.pending()).isZero();
  }

  @Test
  void whoRanOutOfMemoryBesideOthersRunsAlone() {
    dispatch.add(candidates(1));
    dispatch.launch();
    dispatch.hear(new Arrival.Suspected(candidate(0).key(), "no memory"));
    dispatch.hear(end(0, 0, Ending.DONE));
    dispatch.launch();
    assertThat(launched.get(1).alone()).isTrue();
  }

  @Test
  void aJobThatSparkGaveUpForALostExecutorRunsAgain() {
    dispatch.add(candidates(2));
    dispatch.launch();
    dispatch.hear(end(0, 0, Ending.LOST));
    launched.get(0).job().completeExceptionally(new IllegalStateException("aborted"));
    dispatch.hear(new JobEnd(0));
    dispatch.launch();
    assertThat(launched.get(1).groups()).containsExactly(List.of(candidate(0)));
    assertThat(launched.get(1).alone()).isTrue();
    assertThat(launched.get(2).groups()).containsExactly(List.of(candidate(1)));
  }

  @Test
  void aJobThatFailsForNoLossEndsTheRun() {
    dispatch.add(candidates(1));
    dispatch.launch();
    launched.get(0).job().completeExceptionally(new IllegalStateException("a bug"));
    assertThatThrownBy(() -> dispatch.hear(new JobEnd(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Spark gave up a batch of evaluations")
        .hasRootCauseMessage("a bug");
  }

  @Test
  void aTaskThatKeepsThrowingEndsTheRun() {
    dispatch.add(candidates(1));
    for (int wave = 0; wave < 3; wave++) {
      dispatch.launch();
      dispatch.hear(end(wave, 0, Ending.BROKEN));
      dispatch.hear(end(wave, 0, Ending.DONE));
    }
    dispatch.launch();
    assertThatThrownBy(() -> dispatch.hear(end(3, 0, Ending.BROKEN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A task failed 4 times, the last time on host: why");
  }

  @Test
  void anExecutorThatCannotLoadTheTaskEndsTheRunWithAdvice() {
    dispatch.add(candidates(1));
    dispatch.launch();
    assertThatThrownBy(() -> dispatch.hear(end(0, 0, Ending.UNLOADABLE)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("The executor on host cannot load what it is to run: why")
        .hasMessageContaining("Maybe its Java, Spark or quarry.jar is another than the driver's");
  }

  @Test
  void quickCandidatesShareTasks() {
    Grouping grouping = new Grouping();
    assertThat(grouping.size(1_000, 2)).isEqualTo(1);
    IntStream.range(0, 64).forEach(i -> grouping.learn(1));
    assertThat(grouping.size(1_000, 2)).isEqualTo(50);
    assertThat(grouping.size(17, 2)).as("slots end together").isEqualTo(3);
    assertThat(grouping.size(3, 2)).isEqualTo(1);
    IntStream.range(0, 4).forEach(i -> grouping.learn(1_000));
    assertThat(grouping.size(1_000, 2)).as("some are slow").isEqualTo(1);
  }

  private List<Outcome> finish(int wave, int task) {
    List<Outcome> outcomes = new ArrayList<>();
    launched
        .get(wave)
        .groups()
        .get(task)
        .forEach(candidate -> outcomes.addAll(dispatch.hear(came(candidate))));
    outcomes.addAll(dispatch.hear(end(wave, task, Ending.DONE)));
    return outcomes;
  }

  private static Arrival came(Candidate candidate) {
    return new Arrival.Came(
        new Measurement(
            candidate,
            Scores.of(Map.of()),
            IDENTITY.provenance(0, new Host("", ""), Instant.EPOCH, 1)));
  }

  private static TaskEnd end(int wave, int task, Ending ending) {
    return new TaskEnd(wave, task, ending, "why", "host", Instant.EPOCH, 7);
  }

  private static List<Candidate> candidates(int count) {
    return IntStream.range(0, count).mapToObj(DispatchTest::candidate).toList();
  }

  private static Candidate candidate(int x) {
    return Candidate.of(Map.of("x", String.valueOf(x)));
  }
}
