package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.report.Runs;
import io.quarry.space.Candidate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SearchCommandTest extends CliFixture {
  @Test
  void searchPrintsThePlanThenTheFront() throws Exception {
    Path file = Files.writeString(root.resolve("my.conf"), "name = mine, seed = 3");

    int code = run("search", file.toString(), "--set", "search.evaluations=4", "--run", "r");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().replace(root.toString(), "ROOT").lines())
        .containsExactly(
            "run          ROOT/runs/r",
            "space        1000000000000 (1.0e+12) candidates",
            "evaluations  4, by nsga2 in batches of 20",
            "objectives   top1-error, size-bytes",
            "seed         3",
            "supernet     to be trained",
            "master       local[2]",
            "",
            "",
            " key       top1-error (%)  size-bytes  formats (layers) ",
            " 3368857c               5         100  int8/uint8 ×1    ",
            "",
            "front size 1, hypervolume 0.250000; 3 evaluations paid, 1 from the store, 0 failed",
            "6 timings on edge: cpu; 2 of them unsteady",
            "ROOT/runs/r",
            "ended: its evaluations are spent");
    assertThat(engine.calls).containsExactly("plan mine", "search mine in r");
    assertThat(root.resolve("runs/r/config.conf")).exists();
  }

  @Test
  void aRunWithoutANameIsCalledAfterItsConfiguration() {
    run("search");

    SearchConfig config = SearchConfig.load(List.of(), List.of(), KNOWN);
    assertThat(engine.calls).contains("search glyphs in " + Runs.defaultName(config));
  }

  @Test
  void aSearchInWhichEverythingFailedIsNoSuccess() {
    engine.failing = true;

    assertThat(run("search")).isEqualTo(1);

    assertThat(err.toString()).startsWith("quarry: all 4 candidates failed");
  }

  @Test
  void aSearchWithoutAFeasiblePointTellsTheNearestMiss() {
    engine.infeasible = true;
    String constraints = "constraints=[\"size-bytes <= 80\",\"top1-error <= 6\"]";

    assertThat(run("search", "--set", constraints)).isEqualTo(3);

    assertThat(err.toString().lines())
        .hasSize(4)
        .startsWith(
            "quarry: no point satisfies the constraints; the nearest miss is "
                + Candidate.of(Map.of("a.format", "int8/uint8")).key())
        .endsWith("  size-bytes <= 80 is missed by 20: it has 100");
    assertThat(out.toString().lines())
        .contains("constraints  size-bytes <= 80, top1-error <= 6")
        .anyMatch(line -> line.endsWith("0 failed, 4 infeasible"));
  }

  @Test
  void aPlanSaysWhatAControllerIsGoingToPropose() {
    assertThat(
            run(
                "search",
                "--dry-run",
                "--set",
                "search.tactic=fliqs",
                "--set",
                "fliqs.target.gbops=0.8"))
        .isZero();

    assertThat(out.toString().lines())
        .contains(
            "evaluations  2 at most, by fliqs",
            "controller   towards 0.8000 GBOPs: formats together, by layer; the largest network");
  }

  @Test
  void severalTargetsAreARunEachInOneTable() {
    assertThat(run(sweep("--run", "r"))).isZero();

    assertThat(engine.calls)
        .containsExactly(
            "plan glyphs",
            "plan glyphs",
            "train all of r-50bytes, r-200bytes",
            "search glyphs in r-50bytes",
            "search glyphs in r-200bytes");
    assertThat(out.toString().replace(root.toString(), "ROOT").lines().map(String::strip))
        .containsSubsequence(
            "run          ROOT/runs/r-50bytes",
            "controller   towards 50 bytes: formats together, by layer; the largest network",
            "run          ROOT/runs/r-200bytes",
            "controller   towards 200 bytes: formats together, by layer; the largest network")
        .containsSubsequence(
            "target         cost  validation error (%)  test error (%)  size (bytes)  undecided (nats)"
                + "  run",
            "50 bytes  100 (above)                  5.00                           100             "
                + "       ROOT/runs/r-50bytes",
            "200 bytes          100                  5.00                           100            "
                + "        ROOT/runs/r-200bytes")
        .endsWith("One front of all: quarry front ROOT/runs/r-50bytes ROOT/runs/r-200bytes");
  }

  @Test
  void aDryRunOfSeveralTargetsPrintsEachPlan() {
    assertThat(run(sweep("--dry-run"))).isZero();

    assertThat(out.toString().lines().filter(line -> line.startsWith("controller"))).hasSize(2);
    assertThat(engine.calls).containsExactly("plan glyphs", "plan glyphs");
    assertThat(root.resolve("runs")).doesNotExist();
  }

  @Test
  void aTargetThatFailsLeavesTheOthersAndIsTheExitCode() {
    engine.failure = "Training stopped at step 7: the loss is NaN";

    assertThat(run(sweep("--run", "r"))).isEqualTo(Cli.BAD_INPUT);

    assertThat(engine.calls)
        .contains("search glyphs in r-200bytes")
        .doesNotContain("search glyphs in r-50bytes");
    assertThat(err.toString().replace(root.toString(), "ROOT"))
        .startsWith("quarry: run ROOT/runs/r-50bytes: Training stopped at step 7");
    assertThat(out.toString().lines()).anyMatch(line -> line.contains("50 bytes  not found"));

    engine.failure = "";
    engine.held = true;
    assertThat(run(sweep("--run", "r"))).isEqualTo(Cli.HELD);
  }

  private static String[] sweep(String... more) {
    return Stream.concat(
            Stream.of(
                "search",
                "--set",
                "search.tactic=fliqs",
                "--set",
                "fliqs.target.size-bytes=[50,200]"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void aDryRunPrintsThePlanAndLeavesNothingBehind() {
    assertThat(run("search", "--dry-run", "--run", "r")).isZero();

    assertThat(out.toString().replace(root.toString(), "ROOT").lines())
        .startsWith("run          ROOT/runs/r", "space        1000000000000 (1.0e+12) candidates");
    assertThat(engine.calls).containsExactly("plan glyphs");
    assertThat(root.resolve("runs")).doesNotExist();
  }

  @Test
  void theSpaceIsPrintedWhenAskedFor() {
    assertThat(run("search", "--dry-run", "--print-space")).isZero();

    assertThat(out.toString()).contains("d11.width").doesNotContain("target", "wants");
  }

  @Test
  void aPlanNamesTheTargetAndWhatItTies() {
    assertThat(run("search", "--dry-run", "--print-space", "--set", "policy.target=x86-vnni"))
        .isZero();

    assertThat(out.toString().lines())
        .contains(
            "target       x86-vnni: x86-64 processors with AVX-512 VNNI: integer products of 8 bits"
                + " are much faster than float32.")
        .containsSubsequence(
            "Target x86-vnni wants equal formats in:",
            "  stage1.block2.fused.project, as stage1.block1.fused.project decides",
            "  stage2.block2.bottleneck.restore, as stage2.block1.bottleneck.restore decides");
  }

  @Test
  void helpNamesTheReadyTargets() {
    assertThat(run("search", "--help")).isZero();
    assertThat(run("search", "--dry-run", "--set", "policy.target=nowhere")).isEqualTo(2);

    String known = err.toString().lines().filter(l -> l.contains("known: ")).findFirst().orElse("");
    assertThat(out.toString())
        .contains(known.substring(known.indexOf("known: ") + 7).split(", "))
        .contains("x86-vnni");
  }

  @Test
  void aScheduledSearchThatGainsNothingHasAnExitCodeOfItsOwn() {
    engine.reused = 7;

    assertThat(run("search", "--set", "search.resume=auto", "--run", "r")).isEqualTo(6);

    assertThat(out.toString().replace(root.toString(), "ROOT").lines())
        .contains("nothing gained on what earlier runs had found")
        .anyMatch(line -> line.contains("1 from the store, 7 of other runs, 0 failed"))
        .endsWith("ROOT/runs/r", "ended: its evaluations are spent");
    assertThat(run("search", "--set", "search.resume=fresh", "--run", "r")).isEqualTo(6);
    assertThat(engine.calls).contains("search glyphs in r", "search glyphs in r-2");
  }

  @Test
  void aRunThatAnotherDriverHoldsHasAnExitCodeOfItsOwn() {
    engine.held = true;

    assertThat(run("search")).isEqualTo(5);

    assertThat(err.toString().lines())
        .containsExactly("quarry: run r is held by ada", "Maybe wait.");
  }
}
