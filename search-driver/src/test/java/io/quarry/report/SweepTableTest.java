package io.quarry.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.config.TacticSettings;
import io.quarry.fliqs.FliqsSettings;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.ParetoFront;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepTableTest {
  @Test
  void aRowIsThePointThatKeepsTheTarget() {
    Measurement within = point("a", 0.4e9, 12.5, 7_000);
    Measurement above = point("b", 0.6e9, 10, 9_000);
    Measurement far = point("c", 0.9e9, 9, 11_000);
    SweepTable table =
        new SweepTable(
            List.of(
                row("0.5", within, above, far),
                row("0.3", above, far),
                row("0.7", within, above, far),
                row("1")));
    assertThat(table.text().lines().map(String::strip))
        .containsExactly(
            "target            cost  validation error (%)  test error (%)  size (bytes)  undecided"
                + " (nats)  run",
            "0.5000 GBOPs          0.4000                 12.50           13.25          7000       "
                + "      0.063  runs/x",
            "0.3000 GBOPs  0.6000 (above)                 10.00                          9000       "
                + "      0.063  runs/x",
            "0.7000 GBOPs          0.6000                 10.00                          9000       "
                + "      0.063  runs/x",
            "1.000 GBOPs       not found                                                           "
                + "             runs/x");
  }

  private static SweepTable.Row row(String target, Measurement... points) {
    SearchConfig config =
        SearchConfig.load(
            List.of(),
            List.of("search.tactic=fliqs", "fliqs.target.gbops=" + target),
            Objectives.ALL);
    FliqsSettings settings = ((TacticSettings.Fliqs) config.search().tactic()).settings();
    ParetoFront front =
        ParetoFront.of(List.of(Objectives.TOP1_ERROR, Objectives.SIZE_BYTES), List.of(points));
    TreeMap<String, Confirmed> confirmed = new TreeMap<>();
    Stream.of(points)
        .filter(point -> point.candidate().value("x").equals("a"))
        .forEach(
            point ->
                confirmed.put(
                    point.candidate().key(),
                    new Confirmed(13.25, 100, List.of(), List.of(), Confirmed.Standing.CONFIRMED)));
    FrontTable table = new FrontTable(front, confirmed, name -> false);
    return new SweepTable.Row(
        settings,
        "runs/x",
        points.length == 0
            ? List.of()
            : List.of(new SweepTable.Found(table, SummaryTest.summary())));
  }

  private static Measurement point(String x, double bops, double error, double bytes) {
    return new Measurement(
        Candidate.of(Map.of("x", x)),
        Scores.of(Map.of("top1-error", error, "size-bytes", bytes, "bops", bops)),
        new Provenance("", "", "", "", "", 1, "", "", Instant.EPOCH, 1));
  }
}
