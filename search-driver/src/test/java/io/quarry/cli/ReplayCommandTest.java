package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.table.Tables;
import org.junit.jupiter.api.Test;

class ReplayCommandTest extends CliFixture {
  @Test
  void replayComparesTacticsOnATable() {
    Tables.stages(root.resolve("stages"), 2, 500, row -> 10 + row % 9);

    int code =
        run(
            "replay",
            root.resolve("stages").toString(),
            "--tactics=nsga2,random",
            "--evaluations=60",
            "--seeds=2",
            "--batch=15",
            "--slots=4,8",
            "--set=search.nsga2.population=10",
            "--out",
            root.resolve("out").toString());

    assertThat(code).isZero();
    assertThat(err.toString().lines())
        .contains("replay, stages: 4 of 4", "replay without a barrier, stages: 8 of 8");
    assertThat(out.toString().replace(root.toString(), "ROOT").lines().map(String::strip))
        .contains(
            "table        stages: 450 of 900 candidates",
            "objectives   error (from 20 % down), cost (from 65 down)",
            "runs         2 of nsga2, random: 60 evaluations in batches of 15",
            "Canonical duplicates paid for: 0",
            "Canonical duplicates paid for under schedules: 0",
            "ROOT/out/stages")
        .anyMatch(line -> line.startsWith("8  random          no barrier"));
    assertThat(root.resolve("out/stages/replay.csv")).content().startsWith("tactic,seed,");
    assertThat(root.resolve("out/stages/schedule.csv")).content().startsWith("tactic,seed,slots");
    assertThat(root.resolve("out/stages/replay.png")).isNotEmptyFile();
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void aReplayThatCannotBeIsRefusedBeforeItBegins() {
    String table = root.resolve("small").toString();
    Tables.of(
        root.resolve("small"),
        Tables.DESCRIPTION,
        "depth,width,error_percent,speed\nflat,,6,3\ndeep,8,4,1\ndeep,16,5,2\n");

    assertThat(run("replay")).isEqualTo(2);
    assertThat(run("replay", table, "--slots", "4")).isEqualTo(2);
    assertThat(run("replay", table, "--tactics", "nsga2,annealing")).isEqualTo(2);
    assertThat(run("replay", table, "--evaluations", "many")).isEqualTo(2);
    assertThat(run("replay", table, root.resolve("none").toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains("Missing required parameter: 'TABLE'")
        .contains("quarry: --slots needs durations, and table small does not say")
        .contains(
            "search.tactic = \"annealing\", but must be one of dynas-compat, fliqs, linas, nsga2,"
                + " random")
        .contains("Invalid value for option '--evaluations'")
        .contains(root.resolve("none/table.conf") + " does not exist");
    assertThat(out.toString()).isEmpty();
  }
}
