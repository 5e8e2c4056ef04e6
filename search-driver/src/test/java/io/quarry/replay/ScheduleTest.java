package io.quarry.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.replay.Schedule.Mode;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.table.RecordedTable;
import io.quarry.table.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By hand: evaluations of 4, 1, 3, 2, 6 and 2 seconds, asked for in this order, on two slots. */
class ScheduleTest {
  private static final int[] SECONDS = {4, 1, 3, 2, 6, 2};

  @TempDir Path directory;

  private RecordedTable table;
  private List<Candidate> candidates;

  @BeforeEach
  void load() {
    table = Tables.stages(directory, 1, 1000, row -> row < SECONDS.length ? SECONDS[row] : 1);
    candidates =
        IntStream.range(0, SECONDS.length)
            .mapToObj(row -> table.row(row).outcome().candidate())
            .toList();
  }

  @Test
  void staticChunksLastAsLongAsTheLongest() {
    // 4 + 3 against 1 + 2, then 6 against 2.
    Schedule schedule = Schedule.withBarrier(Mode.CHUNKS, 2, batchesOfFour(), this::seconds);

    assertThat(schedule.makespanSeconds()).isEqualTo(7 + 6);
    assertThat(schedule.busySeconds()).isEqualTo(18);
    assertThat(schedule.efficiency()).isCloseTo(18.0 / 26, within(1e-12));
  }

  @Test
  void aQueueGivesEachEvaluationToTheSlotThatIsFreeFirst() {
    // 4 against 1 + 3, then 2 on either: 6; then 6 against 2.
    Schedule schedule = Schedule.withBarrier(Mode.BARRIER, 2, batchesOfFour(), this::seconds);

    assertThat(schedule.makespanSeconds()).isEqualTo(6 + 6);
    assertThat(schedule.efficiency()).isCloseTo(18.0 / 24, within(1e-12));
  }

  @Test
  void withoutABarrierSlotsAreFilledAsSoonAsTheyAreFree() {
    Scripted tactic = new Scripted(candidates, 100);

    // 0–4: A. 0–1: B. 1–4: C. 4: A and C end; 4–6: D, 4–10: E. 6–8: F.
    Schedule schedule = Schedule.withoutBarrier(2, session(tactic), this::seconds);

    assertThat(schedule.makespanSeconds()).isEqualTo(10);
    assertThat(schedule.busySeconds()).isEqualTo(18);
    assertThat(schedule.trace().batches())
        .containsExactly(List.of(1), List.of(0, 2), List.of(3), List.of(5), List.of(4));
    assertThat(tactic.heard.get(0)).isEqualTo("told " + candidates.get(1).text());
  }

  @Test
  void aTacticThatWaitsLeavesSlotsIdle() {
    // Generations of three. 0–4: A. 0–1: B. 1–4: C. Both slots: 4–6: D, 4–10: E. 6–8: F.
    assertThat(makespan(new Scripted(candidates, 3), 2)).isEqualTo(10);
    // Of two. 0–4: A, 0–1: B. 4–7: C, 4–6: D. 7–13: E, 7–9: F.
    assertThat(makespan(new Scripted(candidates, 2), 2)).isEqualTo(13);
    // With more slots than a generation has candidates nothing changes.
    assertThat(makespan(new Scripted(candidates, 2), 5)).isEqualTo(13);
  }

  @Test
  void oneSlotIsAlwaysBusy() {
    Schedule schedule =
        Schedule.withoutBarrier(1, session(new Scripted(candidates, 100)), this::seconds);

    assertThat(schedule.efficiency()).isEqualTo(1);
    assertThat(Schedule.withBarrier(Mode.CHUNKS, 1, batchesOfFour(), this::seconds).efficiency())
        .isEqualTo(1);
  }

  private double makespan(Scripted tactic, int slots) {
    return Schedule.withoutBarrier(slots, session(tactic), this::seconds).makespanSeconds();
  }

  private Trace batchesOfFour() {
    Session session = session(new Scripted(candidates, 100));
    for (List<Integer> rows = session.ask(4); !rows.isEmpty(); rows = session.ask(4)) {
      session.finish(rows);
    }
    return session.trace();
  }

  private Session session(Scripted tactic) {
    return new Session(table, standIn -> tactic, 100, new Seeds(1));
  }

  private double seconds(int row) {
    return table.row(row).durationSeconds();
  }
}
