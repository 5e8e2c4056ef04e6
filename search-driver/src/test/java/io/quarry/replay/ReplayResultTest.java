package io.quarry.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.table.RecordedTable;
import io.quarry.table.Tables;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayResultTest {
  @TempDir Path directory;

  /** Its own hypervolume is 14. */
  private RecordedTable table() {
    return Tables.of(
        directory,
        Tables.DESCRIPTION + "reference-point { error = 10, speed = 0 }",
        "depth,width,error_percent,speed\nflat,,6,3\ndeep,8,4,1\n");
  }

  @Test
  void medianQuartilesAndRatiosAreTabled() {
    Map<String, List<Trace>> traces = new LinkedHashMap<>();
    traces.put("nsga2", List.of(reaching(14, 10, 20), reaching(14, 12, 20), reaching(7, 1, 20)));
    traces.put("other", List.of(reaching(14, 2, 20), reaching(14, 4, 20), reaching(14, 6, 20)));
    traces.put("never", Collections.nCopies(3, reaching(13.4, 1, 20)));

    String text = new ReplayResult(table(), traces, 20).text();

    assertThat(text.lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
        .contains(
            "evaluations | nsga2 | other | never",
            "2 | 0.00 [0.00, 25.00] | 0.00 [0.00, 50.00] | 95.71 [95.71, 95.71]",
            "10 | 50.00 [25.00, 75.00] | 100.00 [100.00, 100.00] | 95.71 [95.71, 95.71]",
            "share | nsga2 | other | of nsga2's | never | of nsga2's",
            "95 % | 12 [11, >20], 2 of 3 | 4 [3, 5], 3 of 3 | 0.33 | 1 [1, 1], 3 of 3 | 0.08",
            "98 % | 12 [11, >20], 2 of 3 | 4 [3, 5], 3 of 3 | 0.33 "
                + "| >20 [>20, >20], 0 of 3 | > 1.67",
            "Canonical duplicates paid for: 3",
            "Proposals without a row of their own, moved to the nearest:"
                + " nsga2 5 %, other 5 %, never 5 %");
  }

  @Test
  void aMedianOfTheBaselineThatIsNotKnownGivesABound() {
    Map<String, List<Trace>> traces = new LinkedHashMap<>();
    traces.put("nsga2", List.of(reaching(7, 1, 20)));
    traces.put("other", List.of(reaching(14, 4, 20)));
    traces.put("never", List.of(reaching(7, 4, 20)));

    assertThat(new ReplayResult(table(), traces, 20).text().replaceAll(" {2,}", " | "))
        .contains(
            "99 % | >20 [>20, >20], 0 of 1 | 4 [4, 4], 1 of 1 | < 0.20"
                + " | >20 [>20, >20], 0 of 1 | - ");
  }

  @Test
  void theCsvHasALineForEachRiseAndForTheEnd() {
    ReplayResult result =
        new ReplayResult(table(), Map.of("a", List.of(reaching(7, 3, 5), reaching(14, 1, 1))), 5);

    assertThat(result.csv())
        .isEqualTo(
            """
            tactic,seed,evaluation,hypervolume,share
            a,0,1,0.0,0.0
            a,0,3,7.0,0.5
            a,0,5,7.0,0.5
            a,1,1,14.0,1.0
            """);
  }

  @Test
  void checkpointsAreRoundAndAtMostTen() {
    assertThat(ReplayResult.checkpoints(500))
        .containsExactly(50, 100, 150, 200, 250, 300, 350, 400, 450, 500);
    assertThat(ReplayResult.checkpoints(477)).endsWith(400, 450, 477);
    assertThat(ReplayResult.checkpoints(1)).containsExactly(1);
    assertThat(ReplayResult.checkpoints(3)).containsExactly(1, 2, 3);
    assertThat(ReplayResult.checkpoints(1001)).startsWith(200).endsWith(1000, 1001).hasSize(6);
  }

  /** A run that has no hypervolume before, and no more than that after; moved once, paid twice. */
  private static Trace reaching(double volume, int evaluation, int evaluations) {
    return new Trace(
        List.of(),
        IntStream.rangeClosed(1, evaluations)
            .mapToObj(at -> at < evaluation ? 0.0 : volume)
            .toList(),
        1,
        evaluation == 1 && volume < 14 && volume > 7 ? 1 : 0);
  }
}
