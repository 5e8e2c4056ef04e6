package io.quarry.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarry.outcome.Measurement;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.table.RecordedTable;
import io.quarry.table.Tables;
import io.quarry.tactic.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  private static final Candidate FLAT = Candidate.of(Map.of("depth", "flat"));
  private static final Candidate DEEP_8 = Candidate.of(Map.of("depth", "deep", "width", "8"));
  private static final Candidate DEEP_16 = Candidate.of(Map.of("depth", "deep", "width", "16"));
  private static final Candidate ABSENT = Candidate.of(Map.of("depth", "deep", "width", "08"));

  @TempDir Path directory;

  /** Rows 0 to 2: flat, deep 8, deep 16. */
  private RecordedTable small() {
    return Tables.of(
        directory,
        Tables.DESCRIPTION + "reference-point { error = 10, speed = 0 }",
        "depth,width,error_percent,speed\nflat,,6,3\ndeep,8,4,1\ndeep,16,nan,1\n");
  }

  @Test
  void theHypervolumeIsThatOfAllThatWasMeasuredSoFar() {
    Session session = session(new Scripted(List.of(DEEP_8, DEEP_16, FLAT), 9), 9);

    session.finish(session.ask(9));

    // 6·1; a failure adds nothing; the two boxes 4·3 and 6·1 share 4·1.
    assertThat(session.trace().volumes()).containsExactly(6.0, 6.0, 14.0);
    assertThat(session.trace().moved()).isZero();
    assertThat(session.ask(1)).isEmpty();
  }

  @Test
  void aCandidateWithoutARowIsGivenUpWhenItsStandInIsDone() {
    Scripted tactic = new Scripted(List.of(ABSENT, FLAT), 9);
    Session session = session(tactic, 9);

    List<Integer> rows = session.ask(2);
    assertThat(rows.get(1)).isZero();
    assertThat(rows.get(0)).isIn(1, 2);
    assertThat(tactic.heard).isEmpty();
    session.finish(rows.subList(0, 1));

    Candidate standIn = rows.get(0) == 1 ? DEEP_8 : DEEP_16;
    assertThat(tactic.heard)
        .containsExactly("told " + standIn.text(), "withdrawn " + ABSENT.text());
    assertThat(session.trace().moved()).isEqualTo(1);
  }

  /** First absent, then the very candidate that stands in for it while it is under way. */
  @Test
  void aCandidateThatIsUnderWayAsAStandInIsNeitherPaidTwiceNorGivenUpAfterItWasTold() {
    RecordedTable table = small();
    int standIn = session(new Scripted(List.of(ABSENT), 9), 9).ask(1).get(0);
    Candidate second = table.row(standIn).outcome().candidate();
    Scripted tactic = new Scripted(List.of(ABSENT, second), 9);
    Session session = new Session(table, own -> tactic, 9, new Seeds(1));

    assertThat(session.ask(1)).containsExactly(standIn);
    int other = session.ask(1).get(0);
    assertThat(other).isNotEqualTo(standIn);
    session.finish(List.of(standIn));
    session.finish(List.of(other));

    assertThat(tactic.heard)
        .containsExactly(
            "told " + second.text(),
            "withdrawn " + ABSENT.text(),
            "told " + table.row(other).outcome().candidate().text());
    assertThat(session.trace().duplicates()).isZero();
  }

  @Test
  void theBudgetAndTheRowsBoundARun() {
    Session session = session(new Scripted(List.of(ABSENT, FLAT, DEEP_8, DEEP_16), 9), 2);
    assertThat(session.ask(9)).hasSize(2);
    assertThat(session.ask(9)).isEmpty();

    session = session(new Scripted(List.of(ABSENT, FLAT, DEEP_8, DEEP_16), 9), 9);
    assertThat(session.ask(9)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(session.ask(9)).isEmpty();
  }

  @Test
  void whatIsPaidTwiceIsCounted() {
    Session session = session(new Scripted(List.of(FLAT), 9), 9);
    session.finish(session.ask(1));
    session.finish(List.of(0)); // As a table whose rows were not told apart would have it.

    assertThat(session.trace().duplicates()).isEqualTo(1);
  }

  /** Against the hypervolume of all points at once. */
  @Test
  void theHypervolumeOfARunAgreesWithThatOfItsRows() {
    RecordedTable table = Tables.stages(directory, 2, 500, row -> 1);
    Contender nsga2 = ReplayTest.contender("nsga2");
    Session session =
        new Session(
            table,
            standIn -> nsga2.start(table, Pace.SYNCHRONOUS, new Seeds(4), standIn),
            200,
            new Seeds(4));
    List<double[]> points = new ArrayList<>();
    int evaluated = 0;
    for (List<Integer> rows = session.ask(7); !rows.isEmpty(); rows = session.ask(7)) {
      session.finish(rows);
      for (int row : rows) {
        if (table.row(row).outcome() instanceof Measurement measurement) {
          points.add(measurement.scores().canonical(table.objectives()));
        }
      }
      evaluated += rows.size();
      assertThat(session.trace().volumes().get(evaluated - 1))
          .isCloseTo(table.volume(points.toArray(double[][]::new)), within(1e-9));
    }
    assertThat(evaluated).isEqualTo(200);
  }

  private Session session(Scripted tactic, int budget) {
    return new Session(small(), standIn -> tactic, budget, new Seeds(1));
  }
}
