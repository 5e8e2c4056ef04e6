package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.hyperspace.SmallTables;
import io.quarry.score.Objectives;
import io.quarry.search.Engine;
import io.quarry.search.SparkEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceCommandTest {
  @TempDir Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private BooleanSupplier stop = () -> false;

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("space"));
    all.addAll(List.of(arguments));
    return new Cli(
            noEngine(),
            new FakeExports(),
            Objectives.ALL,
            () -> stop.getAsBoolean(),
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .run(all.toArray(String[]::new));
  }

  private int runQuickly(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--table=" + SmallTables.write(root.resolve("small"), 25, 30),
            "--evaluations=60",
            "--samples=500",
            "--final-samples=1000",
            "--best=10"));
    return run(all.toArray(String[]::new));
  }

  @Test
  void aSearchPrintsWhatItDoesAndWhatItFound() {
    int code =
        runQuickly(
            "--latency-ms=5.5",
            "--seeds=3",
            "--seed=4",
            "--random=20",
            "--space=000-000",
            "--space=2:0,0:1,2:0");

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .startsWith(
            "table        small: 900 sub-stages of 3 stages, 18 choices of block type and window",
            "fixed parts  unknown and left out: a latency is that of the stages alone",
            "spaces       216",
            "constraints  5.5 ms",
            "search       aging: 60 evaluations of 500 networks, population 6, tournament 1",
            "scores told  means of 10 rounds of 1000 networks, the best 10 of each")
        .anyMatch(line -> line.matches(" +space +score +± +% within 5.5 ms .*"))
        .anyMatch(line -> line.matches(" +seed 4 +202-010 +0\\.[0-9]{4} .*"))
        .anyMatch(line -> line.matches(" +seed 6 +[0-2]{3}-[01]{3} +0\\.[0-9]{4} .*"))
        .anyMatch(line -> line.matches(" +best of [0-9]+ random +[0-2]{3}-[01]{3} .*"))
        .anyMatch(line -> line.matches(" +given +000-000 +0\\.[0-9]{4} .*"))
        .contains("3 of 3 runs found a space as good as 000-000 or better")
        .anyMatch(line -> line.matches("best: 202-010, found by seed [456]"));
    assertThat(err.toString().lines())
        .contains("spaces of small: 180 to do")
        .anyMatch(line -> line.startsWith("spaces of small: 180 of 180, seed 6, best 0."));
  }

  @Test
  void severalConstraintsHaveAFront() {
    int code =
        runQuickly("--latency-ms=5,7", "--tactic=nsga2", "--fixed-ms=64=0.5,96=1", "--random=0");

    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .contains(
            "fixed parts  64: 0.5 ms, 96: 1.0 ms; an approximation, for the table lacks them",
            "constraints  5 ms, 7 ms",
            "search       nsga2: 60 evaluations of 500 networks, population 2",
            "The front of all runs:")
        .anyMatch(line -> line.matches(" +space +score at 5 ms +score at 7 ms .*"))
        .noneMatch(line -> line.contains("random"));
  }

  @Test
  void machinesGetJsonAndFiles() throws IOException {
    int code =
        runQuickly(
            "--latency-ms=5.5",
            "--seeds=2",
            "--random=7",
            "--json",
            "--csv=" + root.resolve("d/all.csv"),
            "--out=" + root.resolve("best.json"));

    assertThat(code).isZero();
    ObjectMapper mapper = new ObjectMapper();
    JsonNode json = mapper.readTree(out.toString());
    assertThat(json.get("runs")).hasSize(2);
    assertThat(json.get("runs").get(1).get("seed").asInt()).isEqualTo(2);
    assertThat(json.get("spaces").asInt()).isEqualTo(216);
    assertThat(json.get("stopped").asBoolean()).isFalse();
    JsonNode best = json.get("best");
    assertThat(Files.readAllLines(root.resolve("d/all.csv")))
        .hasSize(1 + 2 + 7 + 3)
        .startsWith(
            "kind,space,score,standard_error,score_5.5_ms,share_within_5.5_ms,"
                + "mean_best_loss_5.5_ms,seed,evaluations,spaces,rescores,seconds");
    JsonNode evidence = mapper.readTree(root.resolve("best.json").toFile());
    assertThat(evidence.get("space")).isEqualTo(best.get("space"));
    assertThat(evidence.get("score")).isEqualTo(best.get("score"));
    assertThat(evidence.get("stages")).hasSize(3);
    assertThat(evidence.get("alternatives")).hasSize(3 * (2 + 1));
  }

  @Test
  void ctrlCPrintsWhatWasFound() {
    AtomicInteger asked = new AtomicInteger();
    stop = () -> asked.incrementAndGet() > 30;

    assertThat(runQuickly("--latency-ms=5.5", "--seeds=4", "--random=0")).isEqualTo(Cli.STOPPED);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches(" +seed 1 .* 30 +[0-9.]+ *"))
        .anyMatch(line -> line.matches("best: [0-2]{3}-[01]{3}, found by seed 1"));
    assertThat(err.toString()).endsWith("quarry: stopped; 1 of 4 searches have a result\n");
  }

  @Test
  void aConstraintThatIsHardlyMetHasAnExitCodeOfItsOwn() {
    // The fastest of all networks is not drawn: it is one of 25 rows in each of three stages.
    String table = SmallTables.write(root.resolve("small"), 25, 30).toString();

    int code =
        run(
            "--table",
            table,
            "--latency-ms=3.94",
            "--evaluations=9",
            "--samples=10",
            "--final-samples=10",
            "--random=0");

    assertThat(code).isEqualTo(Cli.INFEASIBLE);
    assertThat(err.toString())
        .contains(
            "quarry: no space found keeps a constraint with any of the networks drawn; the fastest"
                + " takes 3.93");
  }

  @Test
  void whatCannotBeIsRefusedBeforeItBegins() {
    assertThat(run("--latency-ms=5")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=1")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly()).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "--space=000-002")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "--seeds=0")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "--fixed-ms=64=x")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "--tactic=linas")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "--host-class=edge")).isEqualTo(Cli.BAD_INPUT);
    assertThat(runQuickly("--latency-ms=5", "my.conf")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("--fixed-ms=1", "--host-class=edge")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("--host-class=a/b")).isEqualTo(Cli.BAD_INPUT);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("quarry: No hosts are named whose latencies count")
        .contains("No space of small has a network within 1.0 ms: the fastest takes 3.9")
        .contains("quarry: --latency-ms [], but must be one or more different times above 0")
        .contains("quarry: 000-002: stage 3 has no window 2; there are 0, 1")
        .contains("quarry: --seeds 0, --random 300")
        .contains("quarry: Fixed parts of 64=x")
        .contains("Invalid value for option '--tactic'")
        .contains(" stands beside a configuration, --host-class or --dry-run")
        .contains("quarry: --fixed-ms stands without --table")
        .contains("A host class is named by letters, digits, dots and dashes, not \"a/b\"");
  }

  @Test
  void aFileThatCannotBeWrittenIsToldOf() throws IOException {
    Files.writeString(root.resolve("file"), "");

    assertThat(runQuickly("--latency-ms=5.5", "--csv=" + root.resolve("file/all.csv")))
        .isEqualTo(Cli.BAD_INPUT);

    assertThat(err.toString()).contains("file/all.csv cannot be written: ");
  }

  /** A search on a table needs none. */
  private static Engine noEngine() {
    return new SparkEngine(
        "none",
        new Configuration(),
        () -> {
          throw new UnsupportedOperationException();
        });
  }
}
