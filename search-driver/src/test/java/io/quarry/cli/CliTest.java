package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CliTest extends CliFixture {
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
  void trainPrintsThePlanAndWhereTheCheckpointIs() {
    assertThat(run("train", "--set", "name=mine")).isZero();

    assertThat(out.toString().lines()).contains("seed         1").endsWith("supernets/mine");
    assertThat(engine.calls).containsExactly("plan mine", "train mine");
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
}
