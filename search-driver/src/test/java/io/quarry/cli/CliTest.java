package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.config.ConfigFiles;
import io.quarry.config.SearchConfig;
import io.quarry.doctor.Check;
import io.quarry.doctor.Diagnosis;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.objective.Scores;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Provenance;
import io.quarry.pareto.ParetoFront;
import io.quarry.predict.latency.LatencyQuality;
import io.quarry.problem.HeldException;
import io.quarry.problem.InputException;
import io.quarry.profile.LatencyProfile;
import io.quarry.report.AblationTable;
import io.quarry.report.Ending;
import io.quarry.report.FrontTable;
import io.quarry.report.NearestMiss;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.report.Summary;
import io.quarry.search.AblationResult;
import io.quarry.search.Engine;
import io.quarry.search.Plan;
import io.quarry.search.ProfileResult;
import io.quarry.search.Progress;
import io.quarry.search.SearchResult;
import io.quarry.search.StageWork;
import io.quarry.search.StoppedException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import io.quarry.space.Decision;
import io.quarry.space.SearchSpace;
import io.quarry.store.Directory;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import io.quarry.table.Tables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  private static final SearchSpace DECLARED =
      SearchSpace.of(
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      Decision.ordinal(
                          "d%d.width".formatted(i), IntStream.range(0, 10).boxed().toList()))
              .toList());

  @TempDir Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeEngine engine = new FakeEngine();
  private final FakeExports exports = new FakeExports();

  @Test
  void profilePrintsWhatItIsOfAndHowGoodItIs() {
    run("profile", "--host-class", "edge-a", "--networks", "64", "--out", "p.json");
    assertThat(engine.calls).containsExactly("profile edge-a of glyphs, 64 networks");
    assertThat(out.toString().lines())
        .containsExactly(
            "edge-a: cpu, runtime 1, batch 1, 2 threads",
            "0 networks profiled, 3 left out as unsteady",
            "predicted before they were measured: 48; within 5 %: 75 %, within 10 %: 88 %, tau 0.94",
            "p.json");
  }

  @Test
  void aProfileNeedsANameForItsHosts() {
    assertThat(run("profile")).isEqualTo(Cli.BAD_INPUT);
    assertThat(err.toString())
        .contains("A host class is named by letters, digits, dots and dashes, not \"\"")
        .contains("give one: --host-class edge-a.");
    assertThat(engine.calls).isEmpty();
  }

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
  void trainPrintsThePlanAndWhereTheCheckpointIs() {
    assertThat(run("train", "--set", "name=mine")).isZero();

    assertThat(out.toString().lines()).contains("seed         1").endsWith("supernets/mine");
    assertThat(engine.calls).containsExactly("plan mine", "train mine");
  }

  @Test
  void ablatePrintsThePlanThenTheVariants() {
    int code = run("ablate", "--set", "name=mine", "--set", "search.evaluations=9");

    String name =
        Runs.defaultName(
            SearchConfig.load(List.of(), List.of("name=mine", "search.evaluations=9"), KNOWN));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().replace(root.toString(), "ROOT").lines())
        .startsWith(
            "run          ROOT/runs/" + name + "-ablate",
            "variants     joint: architecture and formats at once",
            "             architecture-then-policy: 4 evaluations of architectures in"
                + " float32/float32, then 5 of formats for up to 4 of their front",
            "             policy-only: formats of the largest network",
            "             uniform: each format throughout the largest and the smallest network",
            "space        1000000000000 (1.0e+12) candidates")
        .endsWith(
            " variant      evaluations  paid  front size  hypervolume  % of joint ",
            " joint                  2     2           1          400       100.0 ",
            " policy-only            2     1           1          300        75.0 ",
            "",
            "3 evaluations paid, 1 from the store",
            "ROOT/runs/" + name + "-ablate");
    assertThat(engine.calls).containsExactly("plan mine", "ablate mine in " + name + "-ablate");
  }

  @Test
  void anAblationThatIsStoppedOrFindsNothingIsNoSuccess() {
    engine.stopping = true;
    assertThat(run("ablate", "--run", "r")).isEqualTo(130);
    engine.stopping = false;
    engine.infeasible = true;
    assertThat(run("ablate", "--run", "r")).isEqualTo(1);
    assertThat(run("ablate", "--run", "c", "--set", "constraints=[\"size-bytes <= 80\"]"))
        .isEqualTo(3);

    assertThat(err.toString().lines())
        .containsExactly(
            "quarry: Stopped in joint after 3 of 8 evaluations",
            "quarry: all candidates failed; measurements/ holds the causes",
            "quarry: no variant found a point that satisfies the constraints");
  }

  @Test
  void anAblationThatCannotBeIsRefusedBeforeItBegins() {
    assertThat(run("ablate", "--set", "search.evaluations=7")).isEqualTo(2);
    assertThat(run("ablate", "--set", "search.tactic=uniform")).isEqualTo(2);
    assertThat(run("ablate", "--set", "space.restrict.format=int8")).isEqualTo(2);
    String architecture = "{type=inverted,depth=1,width=8,kernel=3,expansion=2}";
    String other = architecture.replace("width=8", "width=12");
    assertThat(
            run(
                "ablate",
                "--set",
                "space.restrict={stem.width=8,stage1=%s,stage2=%s}".formatted(architecture, other)))
        .isEqualTo(2);

    assertThat(err.toString())
        .contains("quarry: search.evaluations = 7 are too few to ablate", "Maybe give it 8 or more")
        .contains("quarry: search.tactic = uniform does not search")
        .contains("quarry: The space leaves no choice of formats")
        .contains("quarry: The space leaves no choice of architecture");
    assertThat(engine.calls).isEmpty();
    assertThat(root.resolve("runs")).doesNotExist();
  }

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

  @Test
  void aBadConfigurationIsToldWithoutAStackTraceAndNothingIsWritten() {
    int code = run("search", "--set", "search.bach=3");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("quarry: The configuration has a problem:")
        .contains("Maybe search.batch was meant.")
        .doesNotContain("\tat ");
    assertThat(engine.calls).isEmpty();
    assertThat(root.resolve("runs")).doesNotExist();
  }

  @Test
  void aBugIsToldWithItsStackTrace() {
    engine.bug = true;

    assertThat(run("train")).isEqualTo(1);

    assertThat(err.toString()).contains("this is a bug", "IllegalStateException: oops", "\tat ");
  }

  @Test
  void whatTheEngineRefusesIsBadInputToo() {
    assertThat(run("train", "--runs", "nowhere:")).isEqualTo(2);

    assertThat(err.toString()).isEqualTo("quarry: no nowhere:" + System.lineSeparator());
  }

  @Test
  void aMissingOrUnknownCommandIsBadInput() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("serch")).isEqualTo(2);
    assertThat(run("search", "--sett", "a=1")).isEqualTo(2);

    assertThat(err.toString())
        .contains(
            "A command is missing: search, train, profile, space, replay, ablate, export, verify,"
                + " report, front, compare, status, runs, formats or doctor",
            "Did you mean",
            "--sett");
  }

  @Test
  void helpAndVersionAreEverywhere() {
    for (String[] command :
        List.of(
            new String[] {},
            new String[] {"search"},
            new String[] {"train"},
            new String[] {"replay"},
            new String[] {"space"},
            new String[] {"ablate"},
            new String[] {"export"},
            new String[] {"verify"},
            new String[] {"report"},
            new String[] {"status"},
            new String[] {"runs"},
            new String[] {"formats"})) {
      List<String> help = new ArrayList<>(List.of(command));
      help.add("--help");
      List<String> version = new ArrayList<>(List.of(command));
      version.add("--version");
      assertThat(run(help.toArray(String[]::new))).isZero();
      assertThat(run(version.toArray(String[]::new))).isZero();
    }
    assertThat(out.toString().lines().filter(line -> line.startsWith("Usage: quarry"))).hasSize(12);
    assertThat(out.toString().lines().filter(line -> line.startsWith("quarry 0."))).hasSize(12);
    assertThat(out.toString()).contains("Exit codes:", "130");
  }

  @Test
  void exportPrintsWhatItWrote() {
    assertThat(run("export", "runs/r", "3368", "--out", "m.onnx")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "m.onnx: 2000 file bytes, 100 packed weight bytes, int8/uint8 ×1: exact"
                + System.lineSeparator());
    assertThat(exports.calls()).containsExactly("export runs/r 3368 to m.onnx REFUSED");
  }

  @Test
  void exportTakesTheWholeFront() {
    assertThat(run("export", "runs/r", "--all-front", "--out", "d", "--force")).isZero();

    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("d/"));
    assertThat(exports.calls()).containsExactly("export FRONT of runs/r to d ALLOWED");
  }

  @Test
  void exportWantsAKeyOrTheFrontAndARun() {
    assertThat(run("export", "runs/r")).isEqualTo(2);
    assertThat(run("export", "runs/r", "3368", "--all-front")).isEqualTo(2);
    assertThat(run("export")).isEqualTo(2);

    assertThat(err.toString()).contains("Give a KEY, --all-front", "'RUN'");
    assertThat(exports.calls()).isEmpty();
  }

  @Test
  void aModelThatAgreesIsShownFigureByFigure() {
    assertThat(run("verify", "good.onnx", "--data", "runs/r")).isZero();

    assertThat(out.toString().lines())
        .contains("model     good.onnx", "formats   int8/uint8 ×1: exact")
        .anyMatch(line -> line.matches(" *top1_error_percent .* 12.5 +12.5 +agrees"))
        .anyMatch(line -> line.matches(" *size_bytes +packed weight bytes +100 +as carded"))
        .anyMatch(line -> line.matches(" *file_bytes .* 2000 +not on the card"));
    assertThat(exports.calls()).containsExactly("verifier on runs/r", "verify good.onnx");
  }

  @Test
  void aModelThatDiffersHasAnExitCodeOfItsOwn() {
    assertThat(run("verify", "changed.onnx")).isEqualTo(4);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches(" *top1_error_percent .* 12.5 +13 +differs"));
  }

  @Test
  void manyModelsGetALineEachAndAreCounted() {
    assertThat(run("verify", "good.onnx", "changed.onnx", "good.onnx")).isEqualTo(4);

    assertThat(out.toString().lines())
        .hasSize(4)
        .contains(
            "changed.onnx  differs  top1_error_percent 13, card 12.5; int8/uint8 ×1, exact",
            "2 of 3 models agree with their cards");
    assertThat(exports.calls()).hasSize(1 + 3);
  }

  @Test
  void amongManyModelsOneThatCannotBeVerifiedDoesNotStopTheRest() {
    assertThat(run("verify", "none.onnx", "good.onnx")).isEqualTo(2);

    assertThat(err.toString()).contains("quarry: no none.onnx");
    assertThat(out.toString().lines())
        .last()
        .isEqualTo("1 of 2 models agree with their cards, 1 cannot be verified");
    assertThat(run("verify", "none.onnx")).isEqualTo(2);
  }

  @Test
  void verificationsAreJsonForMachines() throws Exception {
    assertThat(run("verify", "good.onnx", "changed.onnx", "--json")).isEqualTo(4);

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json).hasSize(2);
    assertThat(json.get(0).get("agrees").asBoolean()).isTrue();
    assertThat(json.get(0).get("policy").asText()).isEqualTo("a=int8/uint8");
    JsonNode error = json.get(1).get("figures").get(0);
    assertThat(error.get("name").asText()).isEqualTo("top1_error_percent");
    assertThat(error.get("card").asDouble()).isEqualTo(12.5);
    assertThat(error.get("found").asDouble()).isEqualTo(13);
    assertThat(error.get("verdict").asText()).isEqualTo("differs");
    assertThat(json.get(0).get("figures").get(1).has("found")).isFalse();
  }

  @Test
  void doctorSaysWhatToMendAndFailsForThatAlone() throws IOException {
    assertThat(run("doctor", "--set", "name=mine")).isEqualTo(Cli.OK);
    assertThat(engine.calls).containsExactly("diagnose mine");
    assertThat(out.toString()).contains("clocks", "warning", "3 s apart", "set them.");

    engine.failing = true;
    out.getBuffer().setLength(0);
    assertThat(run("doctor", "--json")).isEqualTo(Cli.BAD_INPUT);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get(0).get("check").asText()).isEqualTo("clocks");
    assertThat(json.get(0).get("result").asText()).isEqualTo("mend");
    assertThat(json.get(0).get("found").asText()).isEqualTo("3 s apart");
    assertThat(json.get(0).get("advice").asText()).isEqualTo("set them.");
  }

  @Test
  void aBugTellsNoSecrets() {
    engine.failure = "cannot reach sftp://ada:hunter2@host with password=hunter2";
    assertThat(run("train")).isEqualTo(Cli.BUG);
    assertThat(err.toString()).contains("this is a bug", "ada:***@host").doesNotContain("hunter2");
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

  @Test
  void statusTellsHowARunStands() throws Exception {
    run("search", "--run", "r", "--set", "search.evaluations=70");
    out.getBuffer().setLength(0);

    assertThat(run("status", "runs/r")).isZero();
    assertThat(out.toString()).contains("not running; the next start continues", "0 of 70");
    out.getBuffer().setLength(0);
    assertThat(run("status", "runs/r", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("state").asText()).isEqualTo("idle");
    out.getBuffer().setLength(0);
    assertThat(run("status", "runs/r", "--journal")).isZero();
    assertThat(out.toString()).isEmpty();

    assertThat(run("status", "runs")).isEqualTo(2);
    assertThat(err.toString()).contains("is not a run", "one of the runs in it is meant: r");
  }

  @Test
  void frontsAreTextCsvOrJsonAndAnInfeasibleConditionHasAnExitCode() throws Exception {
    run("search", "--run", "r");
    assertThat(run("front", "runs/r")).isEqualTo(Cli.BAD_INPUT);
    assertThat(err.toString()).contains("holds no measurement yet");
    measure("r");
    out.getBuffer().setLength(0);

    assertThat(run("front", "runs/r", "--plot", "40")).isZero();
    assertThat(out.toString())
        .contains(" key ", "top1-error (%)", "1 shown of 1 that satisfy the condition, of 1")
        .contains("+----");
    out.getBuffer().setLength(0);
    assertThat(run("front", "runs/r", "--csv")).isZero();
    assertThat(out.toString().lines()).hasSize(2).first().asString().startsWith("run,key,top1_");
    out.getBuffer().setLength(0);
    assertThat(run("front", "runs/r", "--json", "--where", "size-bytes < 99"))
        .isEqualTo(Cli.INFEASIBLE);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("points")).isEmpty();
    assertThat(json.get("nearest_miss").get("missed").get(0).get("missed_by").asDouble())
        .isEqualTo(1);
    assertThat(err.toString()).contains("size-bytes < 99 is missed by 1: it has 100");
    assertThat(run("front", "runs/r", "--where", "size-bites < 99")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("front", "runs/r", "--json", "--csv")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("front")).isEqualTo(Cli.BAD_INPUT);
  }

  @Test
  void runsAreHeldSideBySide() {
    run("search", "--run", "a");
    run("search", "--run", "b", "--set", "seed=2");
    measure("a");
    measure("b");
    out.getBuffer().setLength(0);

    assertThat(run("compare", "runs/a", "runs/b")).isZero();
    assertThat(out.toString()).contains("hypervolume", "b differs from a in seed");
    out.getBuffer().setLength(0);
    assertThat(run("compare", "runs/a", "runs/b", "--csv")).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(run("compare", "runs/a")).isEqualTo(Cli.BAD_INPUT);
    assertThat(run("compare", "runs/a", "runs/none")).isEqualTo(Cli.BAD_INPUT);
  }

  /** One candidate of 5 % and 100 bytes. */
  private void measure(String name) {
    Runs runs = engine.runs("runs");
    RunDirectory directory = runs.existing(name);
    Candidate candidate =
        runs.configuration(directory).searchSpace().sample(new Seeds(1).generator());
    Measurement measured =
        new Measurement(candidate, engine.point().scores(), engine.point().provenance());
    MeasurementStore.open(directory.measurements(), KNOWN, decision -> false)
        .append(List.of(new StoredOutcome(0, 0, measured)));
  }

  @Test
  void oldRunsAreDeletedWhenThatIsConfirmed() {
    run("search", "--run", "a");
    run("search", "--run", "b");
    out.getBuffer().setLength(0);

    assertThat(run("runs")).isZero();
    assertThat(out.toString()).contains("age", "front", "has not ended");
    out.getBuffer().setLength(0);
    assertThat(run("runs", "--delete-older-than", "30d", "--keep", "0")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(run("runs", "--delete-older-than", "month")).isEqualTo(2);
    assertThat(run("runs", "--delete-older-than", "1d", "--keep", "-1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--delete-older-than month is no age", "--keep -1 keeps no number of runs");
    assertThat(root.resolve("runs/a")).exists();
  }

  private int run(String... arguments) {
    return new Cli(
            engine,
            exports,
            KNOWN,
            () -> false,
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .run(arguments);
  }

  private final class FakeEngine implements Engine {
    private final List<String> calls = new ArrayList<>();
    private String failure = "";
    private boolean bug;
    private boolean failing;
    private boolean infeasible;
    private boolean stopping;
    private boolean held;
    private int reused;

    @Override
    public Runs runs(String location) {
      if (location.equals("nowhere:")) {
        throw new InputException("no " + location);
      }
      return new Runs(
          Directory.of(root.toString(), new Configuration(false)).child(location), KNOWN);
    }

    @Override
    public ConfigFiles files() {
      return ConfigFiles.local();
    }

    @Override
    public Plan plan(SearchConfig config, Runs runs) {
      calls.add("plan " + config.name());
      return new Plan(
          DECLARED, DECLARED.restrict(config.space().restrict()), "to be trained", "local[2]");
    }

    @Override
    public String train(SearchConfig config, Runs runs, Progress progress, BooleanSupplier stop) {
      if (bug || !failure.isEmpty()) {
        throw new IllegalStateException("oops " + failure);
      }
      calls.add("train " + config.name());
      return "supernets/" + config.name();
    }

    @Override
    public List<String> trainAll(
        List<SearchConfig> configs,
        Runs runs,
        List<RunDirectory> directories,
        Progress progress,
        BooleanSupplier stop) {
      List<String> names = directories.stream().map(RunDirectory::name).toList();
      calls.add("train all of " + String.join(", ", names));
      return List.of(failure, "");
    }

    @Override
    public Diagnosis diagnose(SearchConfig config, Runs runs) {
      calls.add("diagnose " + config.name());
      Check.Verdict verdict = failing ? Check.Verdict.MEND : Check.Verdict.WARNING;
      return new Diagnosis(List.of(new Check("clocks", verdict, "3 s apart", "set them.")));
    }

    @Override
    public ProfileResult profile(
        SearchConfig config,
        Runs runs,
        String hostClass,
        int networks,
        String location,
        Progress progress,
        BooleanSupplier stop) {
      calls.add("profile %s of %s, %d networks".formatted(hostClass, config.name(), networks));
      LatencyProfile profile =
          new LatencyProfile(1, hostClass, "cpu", "runtime 1", 1, 2, List.of());
      LatencyQuality quality = new LatencyQuality(48, 0.75, 0.875, 6, 0.9375);
      return new ProfileResult(
          location.isEmpty() ? "there" : location, profile, 3, List.of(quality));
    }

    @Override
    public StageWork stages(SearchConfig config, Runs runs) {
      throw new InputException("no stages of " + config.name());
    }

    @Override
    public AblationResult ablate(
        SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
      calls.add("ablate %s in %s".formatted(config.name(), run.name()));
      if (stopping) {
        throw new StoppedException("Stopped in joint after 3 of 8 evaluations");
      }
      List<Measurement> points = infeasible ? List.of() : List.of(point());
      ParetoFront front = ParetoFront.of(config.objectives(), points);
      AblationTable table =
          new AblationTable(
              config.objectives(),
              List.of(),
              List.of(
                  new AblationTable.Row("joint", 2, front, List.of(100.0, 400.0)),
                  new AblationTable.Row("policy-only", 1, front, List.of(50.0, 300.0))),
              name -> true,
              UnaryOperator.identity());
      return new AblationResult(table, 3, 1);
    }

    private Measurement point() {
      return new Measurement(
          Candidate.of(Map.of("a.format", "int8/uint8")),
          Scores.of(Map.of("top1-error", 5.0, "size-bytes", 100.0)),
          new Provenance("", "", "", "", "", 1, "", "", Instant.EPOCH, 1));
    }

    @Override
    public SearchResult search(
        SearchConfig config, Runs runs, RunDirectory run, Progress progress, BooleanSupplier stop) {
      calls.add("search %s in %s".formatted(config.name(), run.name()));
      if (held) {
        throw new HeldException("run r is held by ada", "wait.");
      }
      Measurement point = point();
      FrontTable front =
          new FrontTable(
              ParetoFront.of(
                  config.objectives(), failing || infeasible ? List.of() : List.of(point)),
              new TreeMap<>(),
              name -> true);
      Summary summary =
          new Summary(
              run.name(),
              config.seed(),
              "",
              BigInteger.TEN,
              "",
              "",
              "",
              "",
              "",
              Map.of(),
              new Summary.Evaluations(3, 1, failing ? 4 : 0, infeasible ? 4 : 0, reused),
              config.objectives(),
              config.constraints().stream().map(Constraint::text).toList(),
              new TreeMap<>(),
              0.25,
              1,
              List.of(new Summary.Timed("edge: cpu", 6, 2)),
              infeasible
                  ? List.of(
                      NearestMiss.of(
                          point, config.constraints(), name -> true, UnaryOperator.identity()))
                  : List.of(),
              List.of(),
              0.25,
              Ending.EVALUATIONS);
      return new SearchResult(front, summary);
    }
  }
}
