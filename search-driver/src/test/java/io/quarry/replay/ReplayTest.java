package io.quarry.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.problem.InputException;
import io.quarry.score.Objectives;
import io.quarry.search.Progress;
import io.quarry.search.StoppedException;
import io.quarry.seed.Seeds;
import io.quarry.table.RecordedTable;
import io.quarry.table.Tables;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
  private static final List<Contender> BOTH = List.of(contender("nsga2"), contender("random"));

  @TempDir Path directory;

  static Contender contender(String tactic) {
    SearchConfig config =
        SearchConfig.load(
            List.of(),
            List.of(
                "search.nsga2.population=12",
                "search.linas={initial=20,least-batch=14,predicted-evaluations=400,population=20}",
                "search.tactic=" + tactic),
            Objectives.ALL);
    return new Contender(tactic, config.search().tactic(), 10);
  }

  @Test
  void noRowIsPaidForTwiceWhateverIsMissing() {
    for (int present : new int[] {30, 300, 1000}) {
      RecordedTable table = Tables.stages(directory, 2, present, row -> 10 + row * 37 % 50);
      int budget = table.size() + 5;
      Replay replay = new Replay(table, BOTH, budget, 3, new Seeds(present));

      ReplayResult result = replay.run(new Silent(), () -> false);
      ScheduleResult schedules = replay.schedule(result, List.of(4), new Silent(), () -> false);

      List<Trace> traces = new ArrayList<>();
      result.traces().values().forEach(traces::addAll);
      schedules.schedules().values().forEach(runs -> runs.forEach(run -> traces.add(run.trace())));
      assertThat(traces).hasSize(2 * 3 * 4);
      for (Trace trace : traces) {
        List<Integer> rows = trace.batches().stream().flatMap(List::stream).toList();
        Set<String> candidates = new HashSet<>();
        rows.forEach(row -> candidates.add(table.row(row).outcome().candidate().text()));
        assertThat(candidates).hasSize(table.size()).hasSameSizeAs(rows);
        assertThat(trace.duplicates()).isZero();
        assertThat(trace.moved() > 0).isEqualTo(present < 1000);
      }
      assertThat(result.text()).contains("Canonical duplicates paid for: 0");
    }
  }

  /** Small tables, where what a tactic asks for often has no row; more slots than a batch has. */
  @ParameterizedTest
  @ValueSource(strings = {"linas", "dynas-compat"})
  void tacticsThatPredictPayForNoRowTwiceEither(String tactic) {
    for (int present : new int[] {80, 300}) {
      RecordedTable table = Tables.stages(directory, 2, present, row -> 10 + row * 37 % 50);
      Replay replay = new Replay(table, List.of(contender(tactic)), 72, 2, new Seeds(present));

      ReplayResult result = replay.run(new Silent(), () -> false);
      ScheduleResult schedules = replay.schedule(result, List.of(20), new Silent(), () -> false);

      List<Trace> traces = new ArrayList<>(result.traces().get(tactic));
      schedules.schedules().values().forEach(runs -> runs.forEach(run -> traces.add(run.trace())));
      assertThat(traces).hasSize(2 * 4);
      for (Trace trace : traces) {
        assertThat(trace.batches().stream().flatMap(List::stream))
            .doesNotHaveDuplicates()
            .hasSize(Math.min(72, table.size()));
        assertThat(trace.duplicates()).isZero();
      }
    }
  }

  @Test
  void resultsDependOnSeedsAlone() {
    RecordedTable table = Tables.stages(directory, 2, 400, row -> 10 + row % 7);
    Replay replay = new Replay(table, BOTH, 80, 6, new Seeds(1));

    ReplayResult result = replay.run(new Silent(), () -> false);

    ReplayResult again = replay.run(new Silent(), () -> false);
    assertThat(again.csv()).isEqualTo(result.csv());
    assertThat(again.text()).isEqualTo(result.text());
    assertThat(replay.schedule(again, List.of(3), new Silent(), () -> false).csv())
        .isEqualTo(replay.schedule(result, List.of(3), new Silent(), () -> false).csv());
    assertThat(new Replay(table, BOTH, 80, 6, new Seeds(2)).run(new Silent(), () -> false).csv())
        .isNotEqualTo(result.csv());
  }

  @Test
  void nsga2IsAheadOfRandomSearchAndItsBarrierShows() {
    RecordedTable table = Tables.stages(directory, 2, 1000, row -> 10 + row * 37 % 50);
    Replay replay = new Replay(table, BOTH, 150, 9, new Seeds(1));

    ReplayResult result = replay.run(new Silent(), () -> false);
    ScheduleResult schedules = replay.schedule(result, List.of(8), new Silent(), () -> false);

    assertThat(result.sharesAt("nsga2", 150).median())
        .isGreaterThan(result.sharesAt("random", 150).median());
    assertThat(efficiency(schedules, "nsga2", Schedule.Mode.NO_BARRIER)).isLessThan(0.85);
    assertThat(efficiency(schedules, "random", Schedule.Mode.NO_BARRIER)).isGreaterThan(0.9);
    assertThat(efficiency(schedules, "random", Schedule.Mode.BARRIER))
        .isGreaterThan(efficiency(schedules, "random", Schedule.Mode.CHUNKS));
  }

  private static double efficiency(ScheduleResult result, String tactic, Schedule.Mode mode) {
    List<Schedule> runs = result.schedules().get(new ScheduleResult.Key(tactic, 8, mode));
    return Quartiles.of(runs.stream().mapToDouble(Schedule::efficiency)).median();
  }

  @Test
  void thePictureIsAPng() throws IOException {
    RecordedTable table = Tables.stages(directory, 1, 1000, row -> 1);
    ReplayResult result =
        new Replay(table, BOTH, 20, 2, new Seeds(1)).run(new Silent(), () -> false);

    assertThat(ImageIO.read(new ByteArrayInputStream(result.picture())).getWidth()).isEqualTo(1200);
  }

  @Test
  void whatCannotBeReplayedIsRefused() {
    RecordedTable table =
        Tables.of(
            directory,
            Tables.DESCRIPTION,
            "depth,width,error_percent,speed\nflat,,6,3\ndeep,8,4,1\ndeep,16,5,2\n");
    Replay replay = new Replay(table, BOTH, 5, 2, new Seeds(1));

    assertThatThrownBy(() -> replay.requireDurations(List.of(16)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "--slots needs durations, and table small does not say how long its evaluations took")
        .hasMessageContaining("duration { column = …, unit = s }");
    assertThatThrownBy(() -> replay.requireDurations(List.of(0)))
        .isInstanceOf(InputException.class)
        .hasMessage("--slots 0, but must be at least 1");
    assertThatThrownBy(() -> new Replay(table, BOTH, 0, 2, new Seeds(1)))
        .hasMessage("--evaluations 0, but must be at least 1");
    assertThatThrownBy(() -> new Replay(table, BOTH, 5, -2, new Seeds(1)))
        .hasMessage("--seeds -2, but must be at least 1");
    assertThatThrownBy(
            () -> new Replay(table, List.of(BOTH.get(0), BOTH.get(0)), 5, 2, new Seeds(1)))
        .hasMessage("--tactics [nsga2, nsga2] names one twice");
  }

  @Test
  void theUserMayStopIt() {
    RecordedTable table = Tables.stages(directory, 2, 1000, row -> 1);
    Replay replay = new Replay(table, BOTH, 500, 20, new Seeds(1));

    assertThatThrownBy(() -> replay.run(new Silent(), () -> true))
        .isInstanceOf(StoppedException.class);
  }

  /** Shows nothing, and checks that it is told what it may rely on. */
  private static final class Silent implements Progress {
    @Override
    public Work start(String name, long total) {
      return new Work() {
        private long before;

        @Override
        public void reach(long done, String detail) {
          assertThat(done).isBetween(before, total);
          before = done;
        }

        @Override
        public void close() {
          // Nothing was opened.
        }
      };
    }
  }
}
